using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

/// <summary>Progress, cancellation and going on.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private static readonly string[][] Corpus = PlantedCorpus.Create(4_000);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ProgressTellsEveryEpoch(int threads)
    {
        const int epochs = 4;
        var log = new ProgressLog();
        new Word2VecTrainer(new Word2VecOptions { Epochs = epochs, MaxDegreeOfParallelism = threads }).Train(Corpus, log);
        long tokens = Corpus.Sum(sentence => (long)sentence.Length);
        Word2VecProgress[] ends = [.. log.Reports.GroupBy(report => report.Epoch).Select(epoch => epoch.Last())];
        Assert.Equal([1, 2, 3, 4], ends.Select(report => report.Epoch));
        Assert.Equal([tokens, 2 * tokens, 3 * tokens, 4 * tokens], ends.Select(report => report.Tokens));
        Assert.All(log.Reports, report =>
        {
            Assert.Equal((epochs, epochs * tokens), (report.Epochs, report.TotalTokens));
            Assert.True(report.WordsPerSecond > 0);
            Assert.InRange(report.Loss, 0.1, 5);
            Assert.Equal(0.025 - 0.0249 * report.Tokens / report.TotalTokens, report.LearningRate, 1e-6);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CancelledTrainingEndsAtOnce(int threads)
    {
        using var cancellation = new CancellationTokenSource();
        var canceled = new Stopwatch();
        var log = new ProgressLog(_ =>
        {
            if (!canceled.IsRunning)
                canceled.Start();
            cancellation.Cancel();
        });
        // It would take minutes.
        var trainer = new Word2VecTrainer(new Word2VecOptions { Epochs = 10_000, MaxDegreeOfParallelism = threads });
        Assert.Throws<OperationCanceledException>(() => trainer.Train(Corpus, log, cancellation.Token));
        Assert.True(canceled.Elapsed < TimeSpan.FromSeconds(5), $"{canceled.Elapsed}");
        Assert.Single(log.Reports);
    }

    [Fact]
    public void CancelledReadingEndsAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new Word2VecTrainer().Train(Endless(), cancellationToken: cancellation.Token));

        IEnumerable<string[]> Endless()
        {
            for (int i = 0; ; i++)
            {
                if (i == 1_000)
                    cancellation.Cancel();
                yield return ["a", "b"];
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InterruptedTrainingGoesOnAsIfNothingHadHappened(bool subwords)
    {
        string path = folder["training.checkpoint"];
        var chosen = subwords ? new Word2VecSubwords() : null;
        var options = new Word2VecOptions { Dimension = 20, Epochs = 5, CheckpointPath = path, Subwords = chosen };
        using var cancellation = new CancellationTokenSource();
        var interrupted = new ProgressLog(report =>
        {
            if (report.Epoch == 4)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => new Word2VecTrainer(options).Train(Corpus, interrupted, cancellation.Token));
        Assert.True(File.Exists(path));

        var rest = new ProgressLog();
        var vectors = new Word2VecTrainer(options).Train(Corpus, rest);
        var whole = new Word2VecTrainer(new Word2VecOptions { Dimension = 20, Epochs = 5, Subwords = chosen }).Train(Corpus);
        Assert.Equal(5, rest.Reports[0].Epoch);
        Assert.Equal(rest.Reports[^1].TotalTokens, rest.Reports[^1].Tokens);
        Assert.All(whole.Names, word => Assert.Equal(whole.GetVector(word), vectors.GetVector(word)));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void FlippedBitOfACheckpointIsFoundWhereverItIs()
    {
        string path = folder["training.checkpoint"];
        var options = new Word2VecOptions { Dimension = 4, Epochs = 3, CheckpointPath = path };
        using var cancellation = new CancellationTokenSource();
        var interrupted = new ProgressLog(report =>
        {
            if (report.Epoch == 2)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => new Word2VecTrainer(options).Train(Corpus, interrupted, cancellation.Token));
        byte[] whole = File.ReadAllBytes(path);
        foreach (int place in Enumerable.Range(0, 120).Concat(Enumerable.Range(1, 20).Select(part => part * (whole.Length - 1) / 20)))
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 1;
            File.WriteAllBytes(path, damaged);
            var error = Record.Exception(() => new Word2VecTrainer(options).Train(Corpus));
            Assert.True(error is InvalidDataException or InvalidOperationException && error.Message.Contains(path, StringComparison.Ordinal), $"byte {place}: {error}");
            Assert.Equal(damaged, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void CheckpointWithoutAPlaceIsRefusedBeforeTraining()
    {
        var log = new ProgressLog();
        var trainer = new Word2VecTrainer(new Word2VecOptions { CheckpointPath = folder["nowhere/training.checkpoint"] });
        Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => trainer.Train(Corpus, log)).Message);
        Assert.Empty(log.Reports);
    }

    [Fact]
    public void CheckpointOfAnotherTrainingIsRefusedAndStays()
    {
        string path = folder["training.checkpoint"];
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new Word2VecTrainer(Options(seed: 1)).Train(
            Corpus, new ProgressLog(report => Cancel(report.Epoch)), cancellation.Token));
        byte[] content = File.ReadAllBytes(path);
        Assert.Contains($"'{path}'", Assert.Throws<InvalidOperationException>(() => new Word2VecTrainer(Options(seed: 2)).Train(Corpus)).Message);
        Assert.Throws<InvalidOperationException>(() => new Word2VecTrainer(Options(seed: 1)).Train(Corpus.Skip(1)));
        Assert.Equal(content, File.ReadAllBytes(path));

        File.WriteAllBytes(path, content[..^4]);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => new Word2VecTrainer(Options(seed: 1)).Train(Corpus)).Message);
        File.WriteAllText(path, "the user's own");
        Assert.Contains("not a checkpoint", Assert.Throws<InvalidDataException>(() => new Word2VecTrainer(Options(seed: 1)).Train(Corpus)).Message);
        Assert.Equal("the user's own", File.ReadAllText(path));

        void Cancel(int epoch)
        {
            if (epoch == 2)
                cancellation.Cancel();
        }

        Word2VecOptions Options(int seed) => new() { Dimension = 20, Epochs = 5, CheckpointPath = path, Seed = seed };
    }
}
