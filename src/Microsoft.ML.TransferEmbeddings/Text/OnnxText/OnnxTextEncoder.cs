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
        bool dependsOnBatch = OnnxWeights.QuantizeActivations(network);
        bool mayPack = !OnnxWeights.RoundActivations(network) && settings.TextOutput is null && maxTokens >= OnnxTextProbe.PackedTokens;
        (lease, graph) = Open(network, files, settings, context, mayPack);
        try
        {
            if (graph.IsPacked && !Probe().PackedAreAsAlone())
            {
                lease.Dispose();
                (lease, graph) = Open(network, files, settings, context, mayPack: false);
            }
            (outputDimension, int idCount) = Probe().Run();
            batching = dependsOnBatch ? Batching.None : graph.IsPacked ? Batching.Packed : graph.HasMask ? Batching.Padded : Batching.EqualLengths;
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

        OnnxTextProbe Probe() => new(lease, graph, tokenizer, context.FirstRunLimit, fileName);
    }

    public override int Dimension => pipeline.OutputDimension;

    public override string Device => lease.Device;

    /// <summary>Whether the graph gives text vectors, so that no pooling is done here.</summary>
    public bool GraphPools => !graph.GivesTokenVectors;

    /// <summary>Whether several sequences share a row of a run.</summary>
    public bool PacksSequences => graph.IsPacked;

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
        var batches = BatchPlan.Create(window.Lengths, execution.MaxBatchTokens, execution.MaxDegreeOfParallelism, batching, maxTokens);
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
            batch.Inputs.SetTokens(row: 0, start: 0, segment: 1, ids.WrittenSpan);
            Run(batch, 1, ids.WrittenCount, limit: null);
            Pool(batch, row: 0, start: 0, layouts[0], pooled);
        }
        TextScratch.Release();
        pipeline.Apply(pooled, vector);
    }

    protected override void Release() => lease.Dispose();

    /// <summary>Opens the graph for several sequences in a row where it can be made for that, and as it is elsewhere.</summary>
    private (OnnxSession Lease, OnnxTextGraph Graph) Open(ModelFile network, ModelFiles files, OnnxTextSettings settings, EncoderContext context, bool mayPack)
    {
        var session = OnnxSessionPool.Acquire(network, files, context, fileName, rewrite: mayPack ? SequencePacking.TryRewrite : null);
        try
        {
            OnnxTextGraph? found = null;
            session.Use(0, (opened, _) => found = new OnnxTextGraph(opened, session.IsRewritten, settings.TextOutput, fileName));
            if (!session.IsRewritten || found!.GivesTokenVectors)
                return (session, found!);
            session.Dispose();
        }
        catch
        {
            session.Dispose();
            throw;
        }
        return Open(network, files, settings, context, mayPack: false);
    }

    /// <summary>A long text alone: its chunks are a window.</summary>
    private void EncodeLong(ReadOnlyMemory<char> input, Span<float> vector)
    {
        var window = new float[Dimension];
        EncodeMany(new[] { input }, window, new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 }, CancellationToken.None);
        window.CopyTo(vector);
    }

    private void Run(TokenizedWindow window, SequenceBatch planned, float[] chunks, Memory<float> vectors, OnnxRunLimit? limit)
    {
        // A sequence without a token, of a text without a known one, is no input for a graph.
        using var batch = planned.Length == 0 ? null : new OnnxTextBatch(graph, planned.Rows, planned.Length, outputDimension);
        if (batch is not null)
        {
            SetInputs(batch.Inputs, window, planned);
            Run(batch, planned.Places.Length, planned.Length, limit);
        }
        foreach (var place in planned.Places)
        {
            int row = window.RowOf(place.Sequence);
            bool isChunk = window.SequencesOf(row).Count > 1;
            var pooled = isChunk ? chunks.AsSpan(place.Sequence * pipeline.InputDimension, pipeline.InputDimension) : Pooled();
            if (batch is null)
                pooled.Clear();
            else
                Pool(batch, place.Row, place.Start, window.LayoutOf(place.Sequence), pooled);
            if (!isChunk)
                pipeline.Apply(pooled, vectors.Span.Slice(row * Dimension, Dimension));
        }
    }

    private void SetInputs(OnnxTextInputs inputs, TokenizedWindow window, SequenceBatch planned)
    {
        for (int i = 0, segment = 1; i < planned.Places.Length; i++, segment++)
        {
            var (sequence, row, start) = planned.Places[i];
            inputs.SetTokens(row, start, segment, window[sequence]);
            if (i + 1 < planned.Places.Length && planned.Places[i + 1].Row == row)
                continue;
            inputs.Pad(row, start + window[sequence].Length, tokenizer.PaddingTokenId);
            segment = 0;
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

    private void Pool(OnnxTextBatch batch, int row, int start, SequenceLayout layout, Span<float> pooled)
    {
        if (graph.GivesTokenVectors)
            pooling.Pool(batch.TokenVectors(row, start, layout.Length), sequences.FirstPooled(layout), pooled);
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
