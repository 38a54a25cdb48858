using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

/// <summary>A training whose process is killed from outside, with no chance to say goodbye.</summary>
public sealed class KilledTrainingTests : IDisposable
{
    private const int Epochs = 150, Kills = 3;

    /// <summary>Where a checkpoint has the number of its epochs: behind the line that says what it is, and a SHA-256.</summary>
    private const int EpochsAt = 20 + 32;

    private readonly TemporaryFolder folder = new();

    private string Checkpoint => folder["training.checkpoint"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void KilledAgainAndAgainItLosesNothingThatWasSaved()
    {
        File.WriteAllLines(folder["texts"], PlantedCorpus.Create(4_000).Select(sentence => string.Join(' ', sentence)));
        int saved = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using var process = Start("unfinished.bin");
            var watch = Stopwatch.StartNew();
            while (SavedEpochs() is var epochs && epochs < saved + 2)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"after a minute {epochs} epochs are saved");
                Thread.Sleep(1);
            }
            process.Kill();
            Assert.False(File.Exists(folder["unfinished.bin"]), "the training was over before the kill");
            int left = SavedEpochs();
            Assert.True(left > saved, $"{saved} epochs were saved, and {left} are left");
            saved = left;
        }

        using var last = Start("killed.bin");
        Assert.Equal($"{saved + 1}", last.WaitForSuccess());
        Assert.False(File.Exists(Checkpoint));
        var whole = new Word2VecTrainer(new Word2VecOptions { Dimension = 20, Epochs = Epochs }).Train(PlantedCorpus.Create(4_000));
        whole.SaveAsBinary(folder["whole.bin"]);
        Assert.Equal(File.ReadAllBytes(folder["whole.bin"]), File.ReadAllBytes(folder["killed.bin"]));
    }

    private FreshProcess Start(string vectors) =>
        FreshProcess.Start([], "--train", folder["texts"], Checkpoint, Epochs.ToString(CultureInfo.InvariantCulture), folder[vectors]);

    private int SavedEpochs()
    {
        if (!File.Exists(Checkpoint))
            return 0;
        using var reader = new BinaryReader(new FileStream(Checkpoint, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        reader.BaseStream.Position = EpochsAt;
        return reader.ReadInt32();
    }
}
