namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

/// <summary>Vectors of as many dimensions as are asked for, and a note of every request.</summary>
internal sealed class CountingGenerator(int? modelDimensions = null) : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<(string[] Texts, int? Dimensions)> Requests { get; } = [];

    public Exception? Fault { get; set; }

    public static float[] VectorOf(string text, int dimensions)
    {
        var random = new Random(text.Aggregate(17, (hash, letter) => (hash * 31) + letter));
        return [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        lock (Requests)
            Requests.Add((texts, options?.Dimensions));
        return Fault is not null
            ? Task.FromException<GeneratedEmbeddings<Embedding<float>>>(Fault)
            : Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(VectorOf(text, options?.Dimensions ?? modelDimensions ?? 5)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) && modelDimensions is not null ? new EmbeddingGeneratorMetadata(defaultModelDimensions: modelDimensions) : null;

    public void Dispose()
    {
    }
}
