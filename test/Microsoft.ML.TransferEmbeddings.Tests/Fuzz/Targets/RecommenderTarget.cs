using System.Security.Cryptography;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The file of a recommender. Half of the damage has a checksum that is right, so that more than the checksum is tried.</summary>
internal sealed class RecommenderTarget() : FuzzTarget("recommender")
{
    private const string FileName = "films.recommender";

    private Recommender? recommender;

    public override IReadOnlyList<FuzzFile> Seeds { get; } = [.. Recommenders().Select(Seed)];

    /// <summary>The products of the longest vectors that there may be.</summary>
    public override long Overhead => 48 * Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random)
    {
        byte[] content = Mutation.OfBytes(whole.Content[..^SHA256.HashSizeInBytes], random, head: whole.Content.Length);
        return [.. content, .. random.Next(2) == 0 ? SHA256.HashData(content) : whole.Content.AsSpan(^SHA256.HashSizeInBytes..)];
    }

    public override void Read(FuzzFile file) => recommender = Recommender.Load(Write(file));

    public override void Use()
    {
        recommender!.Recommend(["a", "b"], 3);
        recommender.Recommend([], 3);
        foreach (string item in recommender.Items.Take(3))
            recommender.MostSimilar(item, 2);
        recommender.Save(Folder["again"]);
    }

    public override bool IsRefusal(Exception error) => error is InvalidDataException && error.Message.Contains(Folder[FileName]);

    protected override string NameOfFault(string resource) => FileName;

    private static IEnumerable<Recommender> Recommenders()
    {
        var visits = Interactions.Create([new("u", "a"), new("u", "b"), new("v", "a"), new("v", "c"), new("w", "b"), new("w", "c"), new("w", "d")]);
        Recommender[] all =
        [
            new PopularityTrainer().Fit(visits), new ItemNeighborsTrainer().Fit(visits), new EaseTrainer().Fit(visits), new ImplicitAlsTrainer { Dimension = 2, Sweeps = 2 }.Fit(visits),
            ItemVectorRecommender.Create(
                KeyedVectors.Create(["a", "b"], [[1, 0], [0.5f, 1]]), new ItemVectorOptions { HalfLife = 2, HistoryVectors = KeyedVectors.Create(["b"], [[0, 1]]) }),
        ];
        return [.. all, RecommenderEnsemble.Create(all)];
    }

    private static FuzzFile Seed(Recommender recommender)
    {
        using var folder = new TemporaryFolder();
        recommender.Save(folder[FileName]);
        return new FuzzFile(FileName, File.ReadAllBytes(folder[FileName]));
    }
}
