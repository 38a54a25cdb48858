namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Where an encoder runs. Immutable and thread-safe.</summary>
/// <seealso cref="EncoderDefinition{TInput}.Open"/>
public sealed class EncoderContext
{
    /// <summary>The CPU.</summary>
    public static EncoderContext Cpu { get; } = new();

    /// <summary>The number of the GPU, as <see cref="MLContext.GpuDeviceId"/> of the context has it; null, the default, for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU stands in for a GPU that can't be used; true by default.</summary>
    public bool FallbackToCpu { get; init; } = true;
}
