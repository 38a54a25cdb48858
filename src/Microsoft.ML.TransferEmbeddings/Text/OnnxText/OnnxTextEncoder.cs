using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Text.OnnxText;

/// <summary>Token ids through an ONNX graph, pooled, and through the modules after the pooling: what a SentenceTransformer does.</summary>
internal sealed class OnnxTextEncoder : EmbeddingEncoder<ReadOnlyMemory<char>>, ITokenIdEncoder
{
    [ThreadStatic]
    private static float[]? pooledBuffer;

    [ThreadStatic]
    private static List<SequenceLayout>? layoutsBuffer;

    private readonly ITextTokenizer tokenizer;
    private readonly TextSequences sequences;
    private readonly OnnxSession lease;
    private readonly OnnxTextGraph graph;
    private readonly string fileName;
    private readonly int maxTokens;
    private readonly Batching batching;
    private readonly int outputDimension;
    private readonly TokenPooling pooling;
    private readonly VectorPipeline pipeline;

    /// <param name="network">The graph.</param>
    /// <param name="files">Weights beside the graph, and what the settings' modules need.</param>
    /// <param name="tokenizer">Of the vocabulary.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="context">Where to run.</param>
    /// <param name="source">Where the files came from, for messages.</param>
    public OnnxTextEncoder(ModelFile network, ModelFiles files, ITextTokenizer tokenizer, OnnxTextSettings settings, EncoderContext context, string source)
    {
        maxTokens = settings.MaxTokens;
        fileName = network.PathFrom(source);
        lease = OnnxSessionPool.Acquire(network, files, context, fileName);
        try
        {
            OnnxTextGraph? found = null;
            lease.Use(0, (session, _) => found = new OnnxTextGraph(session, settings.TextOutput, fileName));
            graph = found!;
            batching = OnnxWeights.QuantizeActivations(network) ? Batching.None : graph.HasMask ? Batching.Padded : Batching.EqualLengths;
            (outputDimension, int idCount) = new OnnxTextProbe(lease, graph, tokenizer, context.FirstRunLimit, fileName).Run();
            this.tokenizer = tokenizer = tokenizer.WithIdsBelow(idCount);
            sequences = new TextSequences(tokenizer, settings, source);
            if (GraphPools && (sequences.LeavesPromptOut || settings.Vector.Modules.Any(module => module.Type != VectorModuleSettings.Normalize)))
            {
                throw new NotSupportedException(
                    $"The graph '{fileName}' gives only text vectors ('{graph.Output}'), and the folder needs token vectors for a pooling without the prompt or for modules after the pooling. " +
                    "Export the graph with the output last_hidden_state or token_embeddings.");
            }
            pooling = new TokenPooling(settings.Pooling, outputDimension);
            pipeline = new VectorPipeline(settings.Vector, files, graph.GivesTokenVectors ? pooling.Dimension : outputDimension);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public override int Dimension => pipeline.OutputDimension;

    public override string Device => lease.Device;

    /// <summary>Whether the graph gives text vectors, so that no pooling is done here.</summary>
    public bool GraphPools => !graph.GivesTokenVectors;

    /// <summary>The output of the graph that is used.</summary>
    public string Output => graph.Output;

    public void EncodeIds(ReadOnlyMemory<int[]> bodies, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellation)
    {
        ThrowIfDisposed();
        using var window = TokenizedWindow.Frame(sequences, bodies, execution, cancellation);
        EncodeWindow(window, vectors, execution, cancellation);
    }

    protected override void EncodeMany(
        ReadOnlyMemory<ReadOnlyMemory<char>> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        using var window = TokenizedWindow.Tokenize(sequences, inputs, execution, cancellationToken);
        CountTruncated(window.Truncated);
        EncodeWindow(window, vectors, execution, cancellationToken);
    }

    private void EncodeWindow(TokenizedWindow window, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var batches = BatchPlan.Create(window.Lengths, execution.MaxBatchTokens, execution.MaxDegreeOfParallelism, batching);
        bool hasChunks = window.Count > window.RowCount;
        using var limit = cancellationToken.CanBeCanceled ? new OnnxRunLimit(Timeout.InfiniteTimeSpan, cancellationToken) : null;
        float[] chunks = hasChunks ? ArrayPool<float>.Shared.Rent(window.Count * pipeline.InputDimension) : [];
        try
        {
            ParallelWork.Run(batches.Count, execution.MaxDegreeOfParallelism, cancellationToken, batch => Run(window, batches[batch], chunks, vectors, limit));
            for (int row = 0; hasChunks && row < window.RowCount; row++)
            {
                if (window.SequencesOf(row) is { Count: > 1 } of)
                    Average(window, of.First, of.Count, chunks, vectors.Span.Slice(row * Dimension, Dimension));
            }
        }
        finally
        {
            if (hasChunks)
                ArrayPool<float>.Shared.Return(chunks);
        }
    }

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        var ids = TextScratch.Ids;
        var layouts = layoutsBuffer ??= [];
        layouts.Clear();
        if (sequences.Encode(input.Span, ids, layouts))
            CountTruncated(1);
        if (layouts.Count > 1)
        {
            EncodeLong(input, vector);
            return;
        }
        var pooled = Pooled();
        if (ids.WrittenCount == 0)
        {
            pooled.Clear();
        }
        else
        {
            using var batch = new OnnxTextBatch(graph, 1, ids.WrittenCount, outputDimension);
            batch.SetRow(0, ids.WrittenSpan, tokenizer.PaddingTokenId);
            Run(batch, 1, ids.WrittenCount, limit: null);
            Pool(batch, 0, layouts[0], pooled);
        }
        TextScratch.Release();
        pipeline.Apply(pooled, vector);
    }

    protected override void Release() => lease.Dispose();

    /// <summary>A long text alone: its chunks are a window.</summary>
    private void EncodeLong(ReadOnlyMemory<char> input, Span<float> vector)
    {
        var window = new float[Dimension];
        EncodeMany(new[] { input }, window, new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 }, CancellationToken.None);
        window.CopyTo(vector);
    }

    private void Run(TokenizedWindow window, ArraySegment<int> rows, float[] chunks, Memory<float> vectors, OnnxRunLimit? limit)
    {
        int longest = window[rows[0]].Length;
        // A sequence without a token, of a text without a known one, is no input for a graph.
        using var batch = longest == 0 ? null : new OnnxTextBatch(graph, rows.Count, longest, outputDimension);
        for (int i = 0; batch is not null && i < rows.Count; i++)
            batch.SetRow(i, window[rows[i]], tokenizer.PaddingTokenId);
        if (batch is not null)
            Run(batch, rows.Count, longest, limit);
        for (int i = 0; i < rows.Count; i++)
        {
            int sequence = rows[i], row = window.RowOf(sequence);
            bool isChunk = window.SequencesOf(row).Count > 1;
            var pooled = isChunk ? chunks.AsSpan(sequence * pipeline.InputDimension, pipeline.InputDimension) : Pooled();
            if (batch is null)
                pooled.Clear();
            else
                Pool(batch, i, window.LayoutOf(sequence), pooled);
            if (!isChunk)
                pipeline.Apply(pooled, vectors.Span.Slice(row * Dimension, Dimension));
        }
    }

    private void Run(OnnxTextBatch batch, int rows, int tokens, OnnxRunLimit? limit)
    {
        try
        {
            lease.Use((batch, limit), static (session, run) => run.batch.Run(session, run.limit?.RunOptions ?? OnnxSession.RunOptions));
        }
        catch (OnnxRuntimeException e) when (limit is { IsOver: true })
        {
            throw new OperationCanceledException(e.Message, e, limit.Token);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException(
                $"The graph '{fileName}' failed on {rows:N0} texts of {tokens:N0} tokens: {e.Message} If it fails on long texts alone, set MaxTokens in TextEmbeddingModelOptions to what the network allows; it is {maxTokens:N0}.", e);
        }
    }

    /// <summary>A thread's pooled vector at hand.</summary>
    private Span<float> Pooled()
    {
        if (pooledBuffer is null || pooledBuffer.Length < pipeline.InputDimension)
            pooledBuffer = new float[pipeline.InputDimension];
        return pooledBuffer.AsSpan(0, pipeline.InputDimension);
    }

    private void Pool(OnnxTextBatch batch, int row, SequenceLayout layout, Span<float> pooled)
    {
        if (graph.GivesTokenVectors)
            pooling.Pool(batch.TokenVectors(row, layout.Length), sequences.FirstPooled(layout), pooled);
        else
            batch.TextVector(row).CopyTo(pooled);
    }

    private void Average(TokenizedWindow window, int first, int count, float[] chunks, Span<float> vector)
    {
        var mean = Pooled();
        mean.Clear();
        float weights = 0;
        for (int sequence = first; sequence < first + count; sequence++)
        {
            int weight = sequences.Weight(window.LayoutOf(sequence));
            TensorPrimitives.MultiplyAdd(chunks.AsSpan(sequence * mean.Length, mean.Length), weight, mean, mean);
            weights += weight;
        }
        TensorPrimitives.Divide(mean, weights, mean);
        pipeline.Apply(mean, vector);
    }
}
