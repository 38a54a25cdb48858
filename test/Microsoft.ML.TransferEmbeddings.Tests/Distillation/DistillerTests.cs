using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Distillation;

/// <summary>What a student is: near its teacher, the same every time, a folder that others read.</summary>
public sealed class DistillerTests : IDisposable
{
    private const int Texts = 600;

    private static readonly StaticDistillationOptions Options = new() { Format = StaticTableFormat.Float32, Epochs = 20, PairEpochs = 10, LearningRate = 1e-2f, MaxPairs = 20 };

    private readonly TemporaryFolder folder = new();
    private readonly TextEmbeddingModel teacher;

    public DistillerTests() => teacher = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["teacher"]));

    public void Dispose()
    {
        teacher.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void TrainingBringsTheStudentsSimilaritiesNearTheTeachers()
    {
        string[] unseen = TinyCorpus.Create(100, seed: 2);
        double plain = Agreement(Distiller.Distill(teacher, Options), unseen);
        double trained = Agreement(Distiller.Distill(teacher, TinyCorpus.Create(Texts), Options), unseen);
        Assert.True(trained > plain + 0.02, $"the similarities of texts correlate with the teacher's by {plain} without a corpus and by {trained} with one");
        Assert.InRange(trained, 0.9, 1);
    }

    [Fact]
    public void TheSameCorpusGivesTheSameBytes()
    {
        string one = Distiller.Distill(teacher, TinyCorpus.Create(Texts), Options).Fingerprint;
        Assert.Equal(one, Distiller.Distill(teacher, TinyCorpus.Create(Texts), Options).Fingerprint);
        Assert.NotEqual(one, Distiller.Distill(teacher, TinyCorpus.Create(Texts), With(seed: 2)).Fingerprint);
        Assert.NotEqual(one, Distiller.Distill(teacher, TinyCorpus.Create(Texts, seed: 2), Options).Fingerprint);
    }

    [Fact]
    public async Task InterruptedDistillationGoesOnWhereItWas()
    {
        string[] corpus = TinyCorpus.Create(4 * Texts);
        string expected = Distiller.Distill(teacher, corpus, Options).Fingerprint;
        using var cancellation = new CancellationTokenSource();
        var untilTexts = new Observer(progress =>
        {
            if (progress.Phase == DistillationPhase.Training)
                cancellation.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Distiller.DistillAsync(teacher, corpus, With(seed: 1, folder["cache"], untilTexts), cancellation.Token));
        // What a crash would leave of a record.
        string cache = Assert.Single(Directory.GetFiles(folder["cache"]));
        File.WriteAllBytes(cache, File.ReadAllBytes(cache)[..^5]);

        var firsts = new Dictionary<DistillationPhase, DistillationProgress>();
        var collecting = With(seed: 1, folder["cache"], new Observer(progress => firsts.TryAdd(progress.Phase, progress)));
        Assert.Equal(expected, (await Distiller.DistillAsync(teacher, corpus, collecting, TestContext.Current.CancellationToken)).Fingerprint);
        var pieces = firsts[DistillationPhase.TeacherPieces];
        var texts = firsts[DistillationPhase.TeacherTexts];
        Assert.Equal(pieces.Total, pieces.Done);
        Assert.Equal(texts.Total - 1, texts.Done);
        Assert.Null(texts.Loss);
        Assert.InRange(firsts[DistillationPhase.Training].Loss!.Value, 0, 2);
    }

    [Fact]
    public async Task TheAsynchronousFormsGiveTheSame()
    {
        string[] corpus = TinyCorpus.Create(50);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(Distiller.Distill(teacher, Options).Fingerprint, (await Distiller.DistillAsync(teacher, Options, token)).Fingerprint);
        Assert.Equal(Distiller.Distill(teacher, corpus, Options).Fingerprint, (await Distiller.DistillAsync(teacher, corpus, Options, token)).Fingerprint);
        Assert.Equal(Distiller.Distill(teacher, [], Options).Fingerprint, Distiller.Distill(teacher, Options).Fingerprint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Distiller.DistillAsync(teacher, Options, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void PairsAreTokensOfTheirOwn()
    {
        string directory = folder["student"];
        using var student = Distiller.Distill(teacher, TinyCorpus.Create(Texts), Options);
        student.SaveToDirectory(directory);
        var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(directory, "tokenizer.json")))!;
        var tokenizer = HuggingFaceTokenizer.FromDirectory(directory);
        string[] pairs = [.. json["added_tokens"]!.AsArray().Select(token => (string)token!["content"]!)];
        Assert.Contains("of the", pairs);
        Assert.Equal(["of the", "row"], tokenizer.Encode("of the row").Ids.Select(tokenizer.IdToToken));
        Assert.Equal(student.Describe().VocabularySize, tokenizer.VocabularySize);
        Assert.DoesNotContain("[CLS]", json["model"]!["vocab"]!.AsObject().Select(piece => piece.Key));
    }

    [Theory]
    [InlineData(StaticTableFormat.Float32, 0.999999)]
    [InlineData(StaticTableFormat.Float16, 0.999999)]
    [InlineData(StaticTableFormat.Int8, 0.999)]
    [InlineData(StaticTableFormat.Int4, 0.98)]
    public void EveryFormatIsReadBack(StaticTableFormat format, double leastCosine)
    {
        using var wide = TextEmbeddingModel.FromDirectory(folder["teacher"], new TextEmbeddingModelOptions { Pooling = TextPooling.Parse("cls+max+mean") });
        using var exact = Distiller.Distill(wide, TinyCorpus.Create(Texts), new StaticDistillationOptions { Dimension = 32, Format = StaticTableFormat.Float32 });
        using var student = Distiller.Distill(wide, TinyCorpus.Create(Texts), new StaticDistillationOptions { Dimension = 32, Format = format });
        student.SaveToDirectory(folder["saved"]);
        using var saved = TextEmbeddingModel.FromDirectory(folder["saved"]);
        Assert.Equal(student.Fingerprint, saved.Fingerprint);
        Assert.Equal(format.ToString().ToLowerInvariant(), (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(folder["saved"], "config.json")))!["embedding_dtype"]);
        foreach (string text in TinyCorpus.Create(50, seed: 3))
            Assert.InRange(TensorPrimitives.CosineSimilarity<float>(exact.Embed(text), saved.Embed(text)), leastCosine, 1.000001);
    }

    [Fact]
    public void BareVocabularyBecomesATokenizerFile()
    {
        string directory = TinyOnnxModel.Write(folder["bare"]);
        File.Delete(Path.Combine(directory, "tokenizer.json"));
        File.WriteAllText(Path.Combine(directory, "vocab.txt"), string.Join('\n', TinyVocabulary.Pieces));
        using var bare = TextEmbeddingModel.FromDirectory(directory);
        using var expected = Distiller.Distill(teacher, Options);
        using var student = Distiller.Distill(bare, Options);
        Assert.Equal(expected.Embed("The text of row 1"), student.Embed("The text of row 1"));
    }

    [Fact]
    public void StaticTeachersAreTeachersToo()
    {
        using var table = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["static"]));
        using var student = Distiller.Distill(table, TinyCorpus.Create(Texts), Options);
        Assert.InRange(Agreement(student, TinyCorpus.Create(100, seed: 2), table), 0.95, 1);
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Assert.Throws<ArgumentNullException>("teacher", () => Distiller.Distill(null!));
        Assert.Throws<ArgumentNullException>("corpus", () => Distiller.Distill(teacher, corpus: null!));
        Assert.Throws<ArgumentOutOfRangeException>("MaxPairs", () => new StaticDistillationOptions { MaxPairs = -1 });
        Assert.Contains("multiple of 32", Assert.Throws<ArgumentException>(() => Distiller.Distill(teacher, new StaticDistillationOptions { Format = StaticTableFormat.Int4 })).Message);
        Assert.Contains("network", Assert.Throws<NotSupportedException>(() => teacher.SaveToDirectory(folder["no"])).Message);
        using var student = Distiller.Distill(teacher);
        using var prompted = student.WithPromptText("a: ");
        Assert.Contains("prompt", Assert.Throws<NotSupportedException>(() => prompted.SaveToDirectory(folder["no"])).Message);
        using var held = new FileStream(Path.Combine(Directory.CreateDirectory(folder["held"]).FullName, $"{teacher.Fingerprint}.vectors"), FileMode.Create, FileAccess.Write, FileShare.None);
        Assert.Throws<IOException>(() => Distiller.Distill(teacher, With(seed: 1, folder["held"])));
    }

    [Theory]
    [InlineData("models/wordllama-l2-256")]
    [InlineData("models/model2vec-bge-base-vq64")]
    public void OtherTokenizersKeepTheirVocabulary(string model)
    {
        using var large = TextEmbeddingModel.FromDirectory(SharedFiles.Find(model));
        using var student = Distiller.Distill(large, ["a first text of some words", "another text, of other words"], new StaticDistillationOptions { Epochs = 1 });
        Assert.Equal(large.Describe().VocabularySize, student.Describe().VocabularySize);
    }

    /// <summary>The correlation of cosines between neighboring texts: what a student keeps of the teacher in a space of its own.</summary>
    private double Agreement(TextEmbeddingModel student, string[] texts, TextEmbeddingModel? of = null)
    {
        double[] expected = Cosines(of ?? teacher), actual = Cosines(student);
        double[] x = [.. expected.Select(value => value - expected.Average())], y = [.. actual.Select(value => value - actual.Average())];
        return TensorPrimitives.CosineSimilarity<double>(x, y);

        double[] Cosines(TextEmbeddingModel model)
        {
            float[][] vectors = model.Embed(texts);
            return [.. vectors.Skip(1).Zip(vectors, (one, other) => (double)TensorPrimitives.CosineSimilarity<float>(one, other))];
        }
    }

    private static StaticDistillationOptions With(int seed, string? cache = null, IProgress<DistillationProgress>? progress = null) => new()
    {
        Format = Options.Format,
        Epochs = Options.Epochs,
        PairEpochs = Options.PairEpochs,
        LearningRate = Options.LearningRate,
        MaxPairs = Options.MaxPairs,
        Seed = seed,
        CacheDirectory = cache,
        Progress = progress,
    };

    private sealed class Observer(Action<DistillationProgress> observe) : IProgress<DistillationProgress>
    {
        public void Report(DistillationProgress value) => observe(value);
    }
}
