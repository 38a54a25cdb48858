namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>The garbage collector may run at any moment of a training: nothing that PyTorch reads is freed.</summary>
public class GarbageCollectionTests
{
    [Fact]
    public void ATrainingBearsTheGarbageCollectorAtAnyMoment()
    {
        var options = new FineTuningOptions { Steps = 60, BatchSize = 6, LearningRate = 1e-3 };
        using var model = TinyEncoder.Create();
        using var undisturbed = FineTuner.Tune(model, MiniLM.Texts, options);
        using var ended = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using var disturbed = FineTuner.Tune(model, MiniLM.Texts, options);
            Assert.Equal(undisturbed.Fingerprint, disturbed.Fingerprint);
        }
        finally
        {
            ended.Cancel();
            collector.Join();
        }
    }
}
