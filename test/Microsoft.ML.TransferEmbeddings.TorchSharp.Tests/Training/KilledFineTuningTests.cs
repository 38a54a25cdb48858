using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A fine-tuning whose process is killed from outside, with no chance to say goodbye.</summary>
public sealed class KilledFineTuningTests : IDisposable
{
    private const int Steps = 1_000, Kills = 2;

    /// <summary>Where the file has the number of steps: after a SHA-256.</summary>
    private const int StepsAt = 32;

    private readonly TemporaryFolder folder = new();

    private string Checkpoint => folder["state/fine-tuning.checkpoint"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void KilledAgainAndAgainItEndsWithTheSameWeights()
    {
        TinyEncoder.Write(folder["model"]);
        File.WriteAllLines(folder["texts"], MiniLM.Texts.Select(row => $"{row.Label}\t{row.Text}"));
        int saved = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using var process = Start("state");
            var watch = Stopwatch.StartNew();
            while (SavedSteps() < saved + 9)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(5), $"after five minutes {SavedSteps()} steps are saved");
                Thread.Sleep(1);
            }
            process.Kill();
            Assert.True(File.Exists(Checkpoint), "the training was over before the kill");
            saved = SavedSteps();
        }

        using var last = Start("state");
        string[] killed = last.WaitForSuccess().Split(' ');
        Assert.Equal($"{saved + 1}", killed[0]);
        Assert.False(File.Exists(Checkpoint));

        using var whole = Start("other state");
        Assert.Equal(["1", killed[1]], whole.WaitForSuccess().Split(' '));
    }

    private FreshProcess Start(string state) => FreshProcess.StartSample(
        "FineTuning.dll", folder["model/model.onnx"], folder["model/vocab.txt"], folder["texts"], folder[state], Steps.ToString(CultureInfo.InvariantCulture));

    private int SavedSteps()
    {
        if (!File.Exists(Checkpoint))
            return 0;
        using var reader = new BinaryReader(new FileStream(Checkpoint, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        reader.BaseStream.Position = StepsAt;
        return reader.ReadInt32();
    }
}
