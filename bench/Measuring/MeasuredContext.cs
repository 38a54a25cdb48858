namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>A context whose stages encode whenever they are asked to: the rounds of a measurement read the same texts.</summary>
internal static class MeasuredContext
{
    public static MLContext Create() => new MLContext().UseEmbeddingOptions(new() { Cache = EmbeddingCache.None });
}
