using System.Globalization;
using System.Security.Cryptography;

namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

/// <summary>Recommenders in files.</summary>
public sealed class RecommenderFileTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "test", "Microsoft.ML.TransferEmbeddings.Tests", "Golden", "ensemble.recommender");

    private static readonly string[] History = ["0-1", "1-2", "0-7"];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> All { get; } = ["Als", "Ease", "Neighbors", "Item2Vec", "Popularity", "AlsWithNewItem", "HalfLife", "Ensemble"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void WhatWasSavedScoresTheSame(string name)
    {
        var saved = Trained(name);
        saved.Save(folder["model"]);
        var loaded = Recommender.Load(folder["model"]);
        Assert.Equal(saved.GetType(), loaded.GetType());
        Assert.Equal(saved.Items, loaded.Items);
        Assert.Equal(saved.Capabilities, loaded.Capabilities);
        foreach (string[] history in new string[][] { History, ["3-3"], [] })
        {
            Assert.Equal(saved.Score(history, saved.Items), loaded.Score(history, saved.Items));
            Assert.Equal(Pairs(saved.Recommend(history, 7)), Pairs(loaded.Recommend(history, 7)));
        }
        Assert.Equal(Pairs(saved.MostSimilar("1-1", 5)), Pairs(loaded.MostSimilar("1-1", 5)));

        // And so is the file that is written from it.
        loaded.Save(folder["again"]);
        Assert.Equal(File.ReadAllBytes(folder["model"]), File.ReadAllBytes(folder["again"]));
    }

    [Fact]
    public void MembersAndWeightsAreThere()
    {
        Trained("Ensemble").Save(folder["model"]);
        var ensemble = Assert.IsType<RecommenderEnsemble>(Recommender.Load(folder["model"]));
        Assert.Equal([1, 0.5, -0.25], ensemble.Members.Select(member => member.Value));
        Assert.Equal([1, 0.7], Assert.IsType<RecommenderEnsemble>(ensemble.Members[2].Key).Members.Select(member => member.Value));
        Assert.Equal(2.5, Assert.IsType<ItemVectorRecommender>(ensemble.Members[1].Key).HalfLife);
    }

    /// <summary>And the file that was there is there still.</summary>
    [Fact]
    public void ClassesOfOthersAreRefused()
    {
        Trained("Popularity").Save(folder["model"]);
        byte[] before = File.ReadAllBytes(folder["model"]);
        foreach (Recommender recommender in new Recommender[] { new Alphabetical(), RecommenderEnsemble.Create(Trained("Popularity"), new Alphabetical()) })
            Assert.Contains(nameof(Alphabetical), Assert.Throws<NotSupportedException>(() => recommender.Save(folder["model"])).Message);
        Assert.Equal(before, File.ReadAllBytes(folder["model"]));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(folder["model"])!));
    }

    [Fact]
    public void EnsemblesInsideOfEachOtherHaveALimit()
    {
        Recommender nested = Trained("Popularity");
        for (int depth = 0; depth < 32; depth++)
            nested = RecommenderEnsemble.Create(nested);
        nested.Save(folder["model"]);
        Assert.Equal(nested.Score([], nested.Items), Recommender.Load(folder["model"]).Score([], nested.Items));
        Assert.Contains("32", Assert.Throws<NotSupportedException>(() => RecommenderEnsemble.Create(nested).Save(folder["model"])).Message);
    }

    [Fact]
    public void NumbersThatAreNotFiniteAreNotSaved()
    {
        var recommender = new PopularityRecommender(["a", "b"], [1, float.PositiveInfinity]);
        Assert.Contains("finite", Assert.Throws<InvalidOperationException>(() => recommender.Save(folder["model"])).Message);
    }

    /// <summary>UTF-8 has no half characters: another key would be read, or one key twice.</summary>
    [Fact]
    public void KeysWithHalfACharacterAreNotSaved()
    {
        var recommender = new PopularityRecommender(["a", "b\ud83d"], [1, 2]);
        Assert.Contains("surrogate", Assert.Throws<InvalidOperationException>(() => recommender.Save(folder["model"])).Message);
        Assert.False(File.Exists(folder["model"]));
    }

    [Theory]
    [InlineData("empty", "empty")]
    [InlineData("text", "not the file of a recommender")]
    [InlineData("version", "version 02")]
    [InlineData("bit", "checksum")]
    [InlineData("cut", "checksum")]
    [InlineData("longer", "goes on")]
    public void DamagedFilesAreRefusedByName(string damage, string reason)
    {
        Trained("Ease").Save(folder["model"]);
        byte[] whole = File.ReadAllBytes(folder["model"]), content = whole[..^SHA256.HashSizeInBytes];
        byte[] damaged = damage switch
        {
            "empty" => [],
            "text" => [.. Enumerable.Repeat((byte)'x', 100)],
            "version" => [.. "TEMBRECOM02"u8, .. whole[11..]],
            "bit" => [.. whole[..500], (byte)(whole[500] ^ 4), .. whole[501..]],
            "cut" => whole[..^1000],
            _ => [.. content, 0, .. SHA256.HashData([.. content, 0])],
        };
        File.WriteAllBytes(folder["damaged"], damaged);
        string message = Assert.Throws<InvalidDataException>(() => Recommender.Load(folder["damaged"])).Message;
        Assert.Contains(folder["damaged"], message);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void PathsAreChecked()
    {
        var recommender = Trained("Popularity");
        Assert.Throws<ArgumentNullException>(() => recommender.Save(null!));
        Assert.Throws<ArgumentException>(() => Recommender.Load(""));
        Assert.Throws<FileNotFoundException>(() => Recommender.Load(folder["none"]));
    }

    /// <summary>A file that an earlier version wrote.</summary>
    [Fact]
    public void GoldenFileIsRead()
    {
        var golden = Assert.IsType<RecommenderEnsemble>(Recommender.Load(Golden));
        Assert.Equal(
            [typeof(PopularityRecommender), typeof(ItemNeighborsRecommender), typeof(EaseRecommender), typeof(ImplicitAlsRecommender), typeof(ItemVectorRecommender)],
            golden.Members.Select(member => member.Key.GetType()));
        Assert.Equal(["rum", "tea", "beer", "cake", "milk"], golden.Items);
        string[] scores = File.ReadAllLines($"{Golden}.txt");
        Assert.Equal(2 * golden.Members.Count, scores.Length);
        foreach (var (line, expected) in Lines(golden).Zip(scores))
        {
            foreach (var (score, value) in line.Zip(expected.Split(' '), (score, text) => (score, float.Parse(text, CultureInfo.InvariantCulture))))
                Assert.Equal(value, score, 1e-6f);
        }
    }

    [Fact]
    public void WriteGoldenFile()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WRITE_GOLDEN_ZIPS") == "1", "writes the golden file; set WRITE_GOLDEN_ZIPS=1");
        if (File.Exists(Golden))
            return;
        var visits = Interactions.Create([new("u", "tea"), new("u", "cake"), new("v", "tea"), new("v", "milk"), new("w", "beer"), new("w", "rum"), new("x", "rum"), new("x", "tea")]);
        var als = new ImplicitAlsTrainer { Dimension = 3 }.Fit(visits);
        RecommenderEnsemble.Create(
        [
            KeyValuePair.Create<Recommender, double>(new PopularityTrainer().Fit(visits), 0.5), KeyValuePair.Create<Recommender, double>(new ItemNeighborsTrainer().Fit(visits), 1),
            KeyValuePair.Create<Recommender, double>(new EaseTrainer { Regularization = 2 }.Fit(visits), 1), KeyValuePair.Create<Recommender, double>(als, 1),
            KeyValuePair.Create<Recommender, double>(
                ItemVectorRecommender.Create(als.ItemVectors, new ItemVectorOptions { HalfLife = 2, HistoryVectors = KeyedVectors.Create(["tea", "rum"], [[1, 0, 0], [0, 1, 0]]) }), 1),
        ]).Save(Golden);
        File.WriteAllLines($"{Golden}.txt", Lines((RecommenderEnsemble)Recommender.Load(Golden)).Select(line => string.Join(' ', line.Select(score => score.ToString("R", CultureInfo.InvariantCulture)))));
    }

    private static IEnumerable<(string Name, float Score)> Pairs(IEnumerable<KeyMatch> matches) => matches.Select(match => (match.Name, match.Score));

    /// <summary>The scores of each member for two histories.</summary>
    private static IEnumerable<float[]> Lines(RecommenderEnsemble ensemble) =>
        ensemble.Members.SelectMany(member => new[] { member.Key.Score(["tea", "rum"], ensemble.Items), member.Key.Score(["milk", "tea"], ensemble.Items) });

    private static Recommender Trained(string name)
    {
        Recommender Of(string trainer) => RecommenderTrainerTests.Trainer(trainer).Fit(PlantedTastes.Create(300), progress: null, TestContext.Current.CancellationToken);
        return name switch
        {
            "AlsWithNewItem" => ((ImplicitAlsRecommender)Of("Als")).WithItems(KeyedVectors.Create(["n\u00f6w"], [[1, 0, 0, 0.5f, 0, 0, 0, 0]])),
            "HalfLife" => ItemVectorRecommender.Create(((ItemVectorRecommender)Of("Item2Vec")).ItemVectors, new ItemVectorOptions { HalfLife = 2.5 }),
            "Ensemble" => RecommenderEnsemble.Create(
            [
                KeyValuePair.Create(Of("Als"), 1.0), KeyValuePair.Create(Trained("HalfLife"), 0.5),
                KeyValuePair.Create<Recommender, double>(RecommenderEnsemble.WithPopularity(Of("Neighbors"), (PopularityRecommender)Of("Popularity"), 0.7), -0.25),
            ]),
            _ => Of(name),
        };
    }

    /// <summary>A recommender of somebody else's.</summary>
    private sealed class Alphabetical() : Recommender(["a", "b"])
    {
        public override RecommenderCapabilities Capabilities => RecommenderCapabilities.UsersWithoutHistory;

        protected override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
        {
            (scores[0], scores[1]) = (1, 0);
            return true;
        }
    }
}
