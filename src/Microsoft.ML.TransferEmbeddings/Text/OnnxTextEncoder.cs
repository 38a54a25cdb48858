using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Persistence;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>Token ids through an ONNX graph, pooled, normalised: what sentence-transformers' Transformer, Pooling and Normalize do.</summary>
internal sealed class OnnxTextEncoder : EmbeddingEncoder<ReadOnlyMemory<char>>
{
    private readonly ITextTokenizer tokenizer;
    private readonly OnnxTextSettings settings;
    private readonly OnnxSessionLease lease;
    private readonly OnnxTextGraph graph;
    private readonly string fileName;

    /// <summary>A graph that quantises its activations by their range would give a row another vector in each batch.</summary>
    private readonly bool rowsRunAlone;

    public OnnxTextEncoder(ModelPart graphFile, ITextTokenizer tokenizer, OnnxTextSettings settings, ExecutionDevice device, string source)
    {
        this.tokenizer = tokenizer;
        this.settings = settings;
        fileName = Path.Combine(source, graphFile.Name);
        rowsRunAlone = graphFile.Content.Span.IndexOf("DynamicQuantizeLinear"u8) >= 0;
        lease = OnnxSessionPool.Acquire(graphFile, device, fileName);
        try
        {
            OnnxTextGraph? found = null;
            lease.Use(0, (session, _) => found = new OnnxTextGraph(session, fileName));
            graph = found!;
            Dimension = Probe();
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public override int Dimension { get; }

    public override DataViewType InputType => TextDataViewType.Instance;

    protected override void EncodeWindow(
        ReadOnlyMemory<ReadOnlyMemory<char>> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        using var window = TokenizedWindow.Tokenize(tokenizer, inputs, settings.MaxTokens, execution, cancellation);
        var batches = BatchPlan.Create(window, rowsRunAlone ? 1 : execution.BatchTokens);
        ParallelWork.Run(batches.Count, execution.DegreeOfParallelism, cancellation, batch => Run(window, batches[batch], vectors));
    }

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        var ids = TextScratch.Ids;
        tokenizer.Encode(input.Span, ids, settings.MaxTokens);
        if (ids.WrittenCount == 0)
        {
            vector.Clear();
            return;
        }
        using var batch = new OnnxTextBatch(graph, 1, ids.WrittenCount, Dimension);
        batch.SetRow(0, ids.WrittenSpan, tokenizer.PaddingTokenId);
        Run(batch, 1, ids.WrittenCount);
        Pool(batch, 0, ids.WrittenCount, vector);
    }

    protected override void Release() => lease.Dispose();

    private void Run(TokenizedWindow window, ArraySegment<int> rows, Memory<float> vectors)
    {
        int longest = window[rows[0]].Length;
        if (longest == 0)
        {
            foreach (int row in rows)
                vectors.Span.Slice(row * Dimension, Dimension).Clear();
            return;
        }
        using var batch = new OnnxTextBatch(graph, rows.Count, longest, Dimension);
        for (int i = 0; i < rows.Count; i++)
            batch.SetRow(i, window[rows[i]], tokenizer.PaddingTokenId);
        Run(batch, rows.Count, longest);
        for (int i = 0; i < rows.Count; i++)
            Pool(batch, i, window[rows[i]].Length, vectors.Span.Slice(rows[i] * Dimension, Dimension));
    }

    private void Run(OnnxTextBatch batch, int rows, int tokens)
    {
        try
        {
            lease.Use(batch, static (session, batch) => batch.Run(session));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException(
                $"The graph '{fileName}' failed on {rows:N0} texts of {tokens:N0} tokens: {e.Message} If it fails on long texts alone, set MaxTokens in TextEmbeddingModelOptions to what the network allows; it is {settings.MaxTokens:N0}.", e);
        }
    }

    private void Pool(OnnxTextBatch batch, int row, int tokens, Span<float> vector)
    {
        if (!graph.GivesTokenVectors)
            batch.TextVector(row).CopyTo(vector);
        else if (settings.Pooling == TextPooling.Cls)
            batch.TokenVector(row, 0).CopyTo(vector);
        else
            PoolTokens(batch, row, tokens, vector);

        if (settings.Normalize && TensorPrimitives.Norm(vector) is > 0 and var length)
            TensorPrimitives.Divide(vector, length, vector);
    }

    private void PoolTokens(OnnxTextBatch batch, int row, int tokens, Span<float> vector)
    {
        batch.TokenVector(row, 0).CopyTo(vector);
        for (int token = 1; token < tokens; token++)
        {
            if (settings.Pooling == TextPooling.Max)
                TensorPrimitives.Max(vector, batch.TokenVector(row, token), vector);
            else
                TensorPrimitives.Add(vector, batch.TokenVector(row, token), vector);
        }
        if (settings.Pooling == TextPooling.Mean)
            TensorPrimitives.Divide(vector, tokens, vector);
    }

    /// <summary>
    /// Runs the vocabulary's last id once: a vocabulary larger than the model's table is found now, not at some user's rare word, and so is a
    /// dimension that the graph does not declare.
    /// </summary>
    private int Probe()
    {
        int dimension = graph.DeclaredDimension;
        try
        {
            lease.Use(0, (session, _) =>
            {
                using var inputs = new OnnxTextInputs(graph, 1, 1);
                inputs.SetRow(0, [tokenizer.VocabularySize - 1], tokenizer.PaddingTokenId);
                using var outputs = session.Run(OnnxSessionPool.DefaultRun, inputs.Names, inputs.Values, [graph.Output]);
                dimension = (int)outputs[0].GetTensorTypeAndShape().Shape[^1];
            });
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException(
                $"The vocabulary does not fit the model '{fileName}': the graph fails on id {tokenizer.VocabularySize - 1:N0}, the vocabulary's last ({e.Message}) Use the vocabulary that came with the model.", e);
        }
        return dimension;
    }
}
