namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Calls on the thread that trains.</summary>
internal sealed class Immediate(Action<FineTuningProgress> report) : IProgress<FineTuningProgress>
{
    public void Report(FineTuningProgress value) => report(value);
}
