namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The device that an encoder runs on, and the services of the program. Immutable and thread-safe.</summary>
/// <seealso cref="EncoderDefinition{TInput}.Open"/>
public sealed class EncoderContext
{
    /// <summary>The CPU.</summary>
    public static EncoderContext Cpu { get; } = new();

    /// <summary>Number of the GPU, as in the context's <see cref="MLContext.GpuDeviceId"/>; null, the default, for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU is used if the GPU can't be; default true. If false, opening an encoder throws instead.</summary>
    public bool FallbackToCpu { get; init; } = true;

    /// <summary>Services that the program offers to encoders: <see cref="EmbeddingContextOptions.Services"/>. Null, the default, for none.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>Called with the reason where the CPU is used in place of the GPU, whenever the encoder is opened.</summary>
    internal Action<string>? OnFallback { get; init; }

    /// <summary>Time limit for the first runs of a network, which are made when an encoder is opened: an honest one takes a small part of a minute for them.</summary>
    internal TimeSpan FirstRunLimit { get; init; } = TimeSpan.FromMinutes(1);
}
