using Microsoft.ML.TransferEmbeddings.Tests.Evaluation;

namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

/// <summary>What holds for every trainer.</summary>
public class RecommenderTrainerTests
{
    public static TheoryData<string> All { get; } = ["Als", "Ease", "Neighbors", "Item2Vec", "Popularity"];

    public static TheoryData<string> Personal { get; } = ["Als", "Ease", "Neighbors", "Item2Vec"];

    [Theory]
    [MemberData(nameof(Personal))]
    public void ItemsOfTheSameTasteAreRecommended(string name)
    {
        var recommender = Trainer(name).Fit(PlantedTastes.Create(600), progress: null, TestContext.Current.CancellationToken);
        for (int taste = 0; taste < PlantedTastes.Tastes; taste++)
        {
            var found = recommender.Recommend([PlantedTastes.ItemOf(taste, 3), PlantedTastes.ItemOf(taste, 8)], 10);
            Assert.Equal(10, found.Count);
            Assert.All(found, match => Assert.Equal(taste, PlantedTastes.TasteOf(match.Name)));
            Assert.All(recommender.MostSimilar(PlantedTastes.ItemOf(taste, 3), 5), match => Assert.Equal(taste, PlantedTastes.TasteOf(match.Name)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ThreadsChangeNoBit(string name)
    {
        var interactions = PlantedTastes.Create(300, itemsPerUser: 12);
        string[] history = ["0-1", "1-2", "0-7"];
        float[][] scores = [.. new[] { 1, 2, 4 }.Select(threads =>
            Trainer(name, name == "Item2Vec" ? 1 : threads).Fit(interactions, progress: null, TestContext.Current.CancellationToken).Score(history, interactions.Items))];
        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(scores[0], scores[2]);
        Assert.True(scores[0].Where(float.IsFinite).Distinct().Count() > 10);
    }

    [Theory]
    [MemberData(nameof(Personal))]
    public void ProgressComesToTheEndAndATokenEndsTheTraining(string name)
    {
        var interactions = PlantedTastes.Create(300);
        var reports = new List<RecommenderProgress>();
        Trainer(name).Fit(interactions, new CallingProgress<RecommenderProgress>(reports.Add), TestContext.Current.CancellationToken);
        Assert.Equal(reports[^1].Total, reports[^1].Done);

        using var cancellation = new CancellationTokenSource();
        int calls = 0;
        var canceling = new CallingProgress<RecommenderProgress>(_ =>
        {
            calls++;
            cancellation.Cancel();
        });
        // What is done at the first report may be the whole of it.
        var error = Record.Exception(() => Trainer(name).Fit(interactions, canceling, cancellation.Token));
        Assert.True(error is OperationCanceledException || reports.Count == 1, $"{error}");
        Assert.InRange(calls, 1, 2);
        Assert.Throws<OperationCanceledException>(() => Trainer(name).Fit(interactions, progress: null, cancellation.Token));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NothingUnknownIsAnError(string name)
    {
        var recommender = Trainer(name).Fit(PlantedTastes.Create(300), progress: null, TestContext.Current.CancellationToken);
        bool servesAll = recommender.Capabilities.HasFlag(RecommenderCapabilities.UsersWithoutHistory);
        foreach (string[] history in new string[][] { [], ["unknown"], [null!] })
        {
            Assert.Equal(servesAll ? 3 : 0, recommender.Recommend(history, 3).Count);
            Assert.Equal(servesAll, float.IsFinite(recommender.Score(history, ["1-1"])[0]));
        }
        Assert.Equal(recommender.Recommend(["1-1"], 5).Select(match => match.Name), recommender.Recommend(["unknown", "1-1"], 5).Select(match => match.Name));
        float[] scores = recommender.Score(["1-1"], ["unknown", "1-2"]);
        Assert.Equal((true, false), (float.IsNaN(scores[0]), float.IsNaN(scores[1])));
        Assert.Empty(recommender.MostSimilar("unknown", 3));
        Assert.Equal([3, servesAll ? 3 : 0], recommender.RecommendMany([["1-1"], ["unknown"]], 3).Select(list => list.Count));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WithoutInteractionsThereIsNothingToLearn(string name)
    {
        Assert.Throws<ArgumentException>(() => Trainer(name).Fit(Interactions.Create([]), progress: null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentNullException>(() => Trainer(name).Fit(null!, progress: null, TestContext.Current.CancellationToken));
    }

    internal static RecommenderTrainer Trainer(string name, int threads = 1) => name switch
    {
        "Als" => new ImplicitAlsTrainer { Dimension = 8, Sweeps = 10, Regularization = 0.05, MaxDegreeOfParallelism = threads },
        "Ease" => new EaseTrainer { MaxDegreeOfParallelism = threads },
        "Neighbors" => new ItemNeighborsTrainer { MaxDegreeOfParallelism = threads },
        "Item2Vec" => new Item2VecTrainer { Dimension = 16, MinCount = 2, SubsamplingThreshold = 0, MaxDegreeOfParallelism = threads },
        _ => new PopularityTrainer { MaxDegreeOfParallelism = threads },
    };
}
