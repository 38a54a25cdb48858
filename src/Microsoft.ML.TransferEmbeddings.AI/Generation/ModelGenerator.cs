using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.AI.Batching;

namespace Microsoft.ML.TransferEmbeddings.AI.Generation;

/// <summary>A model as a generator. It has an encoder of its own, as a stage has: the model may be disposed of before or after it.</summary>
/// <typeparam name="TSource">What callers give.</typeparam>
/// <typeparam name="TInput">What the model encodes.</typeparam>
internal abstract class ModelGenerator<TSource, TInput> : IEmbeddingGenerator<TSource, Embedding<float>>
{
    private const string ProviderName = "microsoft.ml.transferembeddings";

    private readonly EmbeddingModel<TInput> model;
    private readonly ModelGeneratorOptions options;
    private readonly SharedEncoder<TInput> encoder;
    private readonly EmbeddingGeneratorMetadata metadata;

    protected ModelGenerator(EmbeddingModel<TInput> model, ModelGeneratorOptions options)
    {
        this.model = model;
        this.options = options;
        encoder = new SharedEncoder<TInput>(model.Definition.Open(options.Context), options.Execution, options.BatchingWindow);
        metadata = new EmbeddingGeneratorMetadata(ProviderName, providerUri: null, options.ModelId ?? model.Fingerprint, encoder.Dimension);
        if (options.MinDimensions > encoder.Dimension)
        {
            encoder.Dispose();
            throw new ArgumentException($"MinDimensions is {options.MinDimensions:N0} and the model's vectors have {metadata.DefaultModelDimensions:N0}. Set it to what the model's card says, or leave it null.", nameof(options));
        }
    }

    /// <summary>Tokens of a full batch.</summary>
    protected int FullBatch => options.Execution.MaxBatchTokens;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<TSource> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        int dimensions = CheckRequest(options);
        cancellationToken.ThrowIfCancellationRequested();
        TSource[] sources = [.. values];
        TInput[] inputs = [.. sources.Select(ToInput)];
        int size = (int)Math.Min(inputs.Sum(SizeOf), FullBatch);
        float[] vectors = await encoder.EncodeAsync(inputs, size, cancellationToken).ConfigureAwait(false);

        var now = DateTimeOffset.UtcNow;
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(sources.Length);
        for (int i = 0; i < sources.Length; i++)
        {
            var vector = vectors.AsMemory(i * encoder.Dimension, encoder.Dimension);
            embeddings.Add(new Embedding<float>(dimensions < vector.Length ? ShorterVectors.Cut(vector.Span, dimensions) : vector)
            {
                CreatedAt = now,
                ModelId = metadata.DefaultModelId,
            });
        }
        if (CountTokens(sources) is { } tokens)
            embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata
            : model.GetService(serviceType);
    }

    public void Dispose() => encoder.Dispose();

    protected abstract TInput ToInput(TSource source, int index);

    /// <summary>Roughly, in tokens.</summary>
    protected abstract long SizeOf(TInput input);

    /// <summary>Null where nobody knows.</summary>
    protected abstract long? CountTokens(TSource[] sources);

    /// <returns>The dimensions that are asked for.</returns>
    private int CheckRequest(EmbeddingGenerationOptions? request)
    {
        if (request?.ModelId is { } wanted && wanted != metadata.DefaultModelId && wanted != model.Fingerprint)
            throw new ArgumentException($"The request asks for the model '{wanted}', and this generator has the model '{metadata.DefaultModelId}'. Leave ModelId null, or ask a generator of that model.", nameof(request));
        int all = encoder.Dimension, dimensions = request?.Dimensions ?? all;
        if (dimensions == all)
            return all;
        if (dimensions > all)
            throw new ArgumentException($"The request asks for {dimensions:N0} dimensions, and the model's vectors have {all:N0}. Ask for {all:N0} or fewer, or leave Dimensions null.", nameof(request));
        if (options.MinDimensions is not { } fewest)
            throw new NotSupportedException($"The request asks for {dimensions:N0} of the model's {all:N0} dimensions, and nothing says that the model was trained for it. If its card does (Matryoshka), set {nameof(ModelGeneratorOptions.MinDimensions)} in {nameof(ModelGeneratorOptions)}; or else leave Dimensions null.");
        return dimensions >= fewest ? dimensions
            : throw new ArgumentException($"The request asks for {dimensions:N0} dimensions, and {nameof(ModelGeneratorOptions.MinDimensions)} allows {fewest:N0} or more.", nameof(request));
    }
}
