namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>A step after the pooling, from vector to vector. Immutable and thread-safe.</summary>
internal abstract class VectorModule(int outputDimension)
{
    public int OutputDimension { get; } = outputDimension;

    /// <summary>The two don't overlap.</summary>
    public abstract void Apply(ReadOnlySpan<float> input, Span<float> output);
}
