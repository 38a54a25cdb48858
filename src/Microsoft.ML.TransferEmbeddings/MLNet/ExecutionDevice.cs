namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>Where an encoder runs: the CPU, or the GPU of that number.</summary>
internal readonly record struct ExecutionDevice(int? GpuDeviceId, bool FallbackToCpu)
{
    public static readonly ExecutionDevice Cpu = new(null, true);
}
