namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

public class RecommenderTests
{
    private static readonly KeyedVectors Vectors = KeyedVectors.Create(["a", "b", "c", "d"], [[1, 0], [0.9f, 0.1f], [0.5f, 0.5f], [0, 1]]);

    private readonly ItemVectorRecommender recommender = ItemVectorRecommender.Create(Vectors);

    [Fact]
    public void WhatWasSeenIsLeftOutUnlessItIsWanted()
    {
        Assert.Equal(["b", "c", "d"], Names(["a"]));
        Assert.Equal(["a", "b", "c", "d"], Names(["a"], new RecommendationOptions { IncludeSeen = true }));
    }

    [Fact]
    public void ListsSayWhatMayBeRecommended()
    {
        Assert.Equal(["c"], Names(["a"], new RecommendationOptions { AllowedItems = ["c", "a", "unknown"] }));
        Assert.Equal(["b", "d"], Names(["a"], new RecommendationOptions { BlockedItems = ["c", "unknown"] }));
        Assert.Empty(Names(["a"], new RecommendationOptions { AllowedItems = [] }));
    }

    /// <summary>What is older is seen all the same.</summary>
    [Fact]
    public void OnlyTheLatestItemsCount()
    {
        Assert.Equal(["c", "b"], Names(["a", "d"], new RecommendationOptions { LatestItems = 1 }));
        Assert.Equal(recommender.Score(["d"], ["a", "b"]), recommender.Score(["a", "d"], ["a", "b"], latestItems: 1));
        Assert.Equal([0, 1], recommender.EmbedHistory(["a", "unknown", "d"], latestItems: 1));
    }

    [Fact]
    public void AnItemThatComesAgainCountsWhereItWasLast()
    {
        Assert.Equal(recommender.Score(["b", "a"], ["a", "b", "c"]), recommender.Score(["a", "b", "a", "a"], ["a", "b", "c"]));
        Assert.Equal([1, 0], recommender.EmbedHistory(["a", "d", "a"], latestItems: 1));
    }

    [Fact]
    public void RecentItemsCountMore()
    {
        var recent = ItemVectorRecommender.Create(Vectors, new ItemVectorOptions { HalfLife = 1 });
        float[] vector = recent.EmbedHistory(["a", "d"]);
        Assert.Equal(1 / 3f, vector[0], 1e-6f);
        Assert.Equal(2 / 3f, vector[1], 1e-6f);
        Assert.Equal([0.5f, 0.5f], recommender.EmbedHistory(["a", "d"]));
    }

    [Fact]
    public void HistoriesMayHaveVectorsOfTheirOwn()
    {
        var crossed = ItemVectorRecommender.Create(Vectors, new ItemVectorOptions { HistoryVectors = KeyedVectors.Create(["a", "b"], [[0, 1], [1, 0]]) });
        Assert.Equal("d", crossed.Recommend(["a"], 1)[0].Name);
        Assert.Equal("a", crossed.Recommend(["b"], 1)[0].Name);
        Assert.Equal([0, 0], crossed.EmbedHistory(["c"]));
        Assert.Throws<ArgumentException>(() => ItemVectorRecommender.Create(Vectors, new ItemVectorOptions { HistoryVectors = KeyedVectors.Create(["a"], [[1]]) }));
    }

    [Fact]
    public void NewItemsAreAddedByTheirVectors()
    {
        var more = recommender.WithItems(KeyedVectors.Create(["e"], [[2, 0]]));
        Assert.Equal("e", more.Recommend(["a"], 1)[0].Name);
        Assert.Equal("a", more.Recommend(["e"], 1)[0].Name);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => recommender.WithItems(KeyedVectors.Create(["a"], [[2, 0]]))).Message);
        Assert.Throws<ArgumentException>(() => recommender.WithItems(KeyedVectors.Create(["e"], [[2]])));
    }

    [Fact]
    public void AnEnsembleAddsStandardizedScores()
    {
        string[] items = ["a", "b", "c", "d"];
        var popularity = new PopularityTrainer().Fit(Interactions.Create([new("u", "d"), new("v", "d"), new("u", "c"), new("u", "e")]), progress: null, TestContext.Current.CancellationToken);
        var ensemble = RecommenderEnsemble.WithPopularity(recommender, popularity, 0.5);
        Assert.Equal(["a", "b", "c", "d", "e"], ensemble.Items);
        var own = Standardized(recommender.Score(["a"], items));
        var others = Standardized(popularity.Score([], popularity.Items));
        float[] expected = [own[0], own[1], own[2] + 0.5f * others[0], own[3] + 0.5f * others[1], 0.5f * others[2]];
        Assert.Equal(["c", "d", "e"], popularity.Items);
        Assert.All(expected.Zip(ensemble.Score(["a"], ensemble.Items)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        // Nothing is known of the user: what is popular.
        Assert.Equal("d", ensemble.Recommend([], 3)[0].Name);
        Assert.Equal(RecommenderCapabilities.UsersWithoutHistory, ensemble.Capabilities);
        Assert.Equal(RecommenderCapabilities.None, RecommenderEnsemble.Create(recommender).Capabilities);
        Assert.Throws<ArgumentException>(() => RecommenderEnsemble.Create());
        Assert.Throws<ArgumentException>(() => RecommenderEnsemble.WithPopularity(recommender, popularity, double.NaN));
    }

    [Fact]
    public void PopularityCountsUsersOfAPeriod()
    {
        var interactions = Interactions.Create(
        [
            new("u", "old") { Time = DateTime.UnixEpoch },
            new("v", "old") { Time = DateTime.UnixEpoch },
            new("u", "new") { Time = DateTime.UnixEpoch.AddDays(40) },
        ]);
        Assert.Equal("old", new PopularityTrainer().Fit(interactions, null, TestContext.Current.CancellationToken).Recommend([], 1)[0].Name);
        Assert.Equal("new", new PopularityTrainer { Period = TimeSpan.FromDays(30) }.Fit(interactions, null, TestContext.Current.CancellationToken).Recommend([], 1)[0].Name);
        Assert.Throws<ArgumentException>(() => new PopularityTrainer { Period = TimeSpan.FromDays(1) }.Fit(Interactions.Create([new("u", "a")]), null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PopularityTrainer { Period = TimeSpan.Zero });
    }

    private string[] Names(string[] history, RecommendationOptions? options = null) => [.. recommender.Recommend(history, 9, options).Select(match => match.Name)];

    private static float[] Standardized(float[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(values, value => (float)((value - mean) / deviation));
    }
}
