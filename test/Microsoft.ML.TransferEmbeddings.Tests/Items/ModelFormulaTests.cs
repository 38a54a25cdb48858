namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

/// <summary>Models beside their formulas, computed the long way.</summary>
public class ModelFormulaTests
{
    /// <summary>More users than items and fewer: both ways to the same weights.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(40)]
    public void EaseHasTheWeightsOfTheInverse(int users)
    {
        var interactions = PlantedTastes.Create(users);
        Assert.Equal(users < interactions.Items.Count, users == 40);
        double[][] precision = Inverse(interactions, lambda: 50);
        var ease = new EaseTrainer { Regularization = 50 }.Fit(interactions, null, TestContext.Current.CancellationToken);
        int count = interactions.Items.Count;
        for (int i = 0; i < count; i++)
        {
            float[] scores = ease.Score([interactions.Items[i]], interactions.Items);
            for (int j = 0; j < count; j++)
                Assert.Equal(i == j ? 0 : -precision[i][j] / precision[j][j], scores[j], 1e-6);
        }
    }

    [Fact]
    public void EaseRefusesMoreItemsThanItIsAllowed()
    {
        var interactions = PlantedTastes.Create(300);
        Assert.Contains("MaxItems", Assert.Throws<ArgumentException>(() => new EaseTrainer { MaxItems = 50 }.Fit(interactions, null, TestContext.Current.CancellationToken)).Message);
    }

    /// <summary>No vector near it has a smaller loss.</summary>
    [Fact]
    public void AlsGivesAUserTheVectorOfTheSmallestLoss()
    {
        var trainer = new ImplicitAlsTrainer { Dimension = 6, Sweeps = 4, UnobservedWeight = 0.2, Regularization = 0.05 };
        var interactions = PlantedTastes.Create(200);
        var als = trainer.Fit(interactions, null, TestContext.Current.CancellationToken);
        var random = new Random(5);
        foreach (string[] history in new string[][] { ["0-1"], ["0-1", "2-5", "3-7", "0-2", "0-3"] })
        {
            double[] best = Array.ConvertAll(als.EmbedHistory(history), value => (double)value);
            double loss = Loss(als, trainer, history, best);
            for (int attempt = 0; attempt < 50; attempt++)
                Assert.True(Loss(als, trainer, history, [.. best.Select(value => value + 0.02 * (random.NextDouble() - 0.5))]) > loss);
        }
    }

    [Fact]
    public void AlsFoldsAUserOfTheTrainingInToTheSameVector()
    {
        var interactions = PlantedTastes.Create(200);
        var als = new ImplicitAlsTrainer { Dimension = 6, Sweeps = 4 }.Fit(interactions, null, TestContext.Current.CancellationToken);
        foreach (string user in interactions.Users.Take(20).Where(user => interactions.Where(row => row.User == user).All(row => row.Weight == 1)))
            Assert.Equal(als.UserVectors!.GetVector(user), als.EmbedHistory(interactions.GetHistory(user)));
    }

    [Fact]
    public void AlsLearnsMoreFromHeavierInteractions()
    {
        Interactions With(float weight) => Interactions.Create(PlantedTastes.Create(200).Select(row =>
            new Interaction(row.User, row.Item) { Weight = row.User == "u1" && row.Item[0] == '1' ? weight : 1 }));
        double Fit(float weight)
        {
            var data = With(weight);
            var als = new ImplicitAlsTrainer { Dimension = 6, Sweeps = 4 }.Fit(data, null, TestContext.Current.CancellationToken);
            var item = data.GetHistory("u1").First(key => key[0] == '1');
            return als.UserVectors!.GetVector("u1").Zip(als.ItemVectors.GetVector(item), (x, y) => x * y).Sum();
        }
        Assert.True(Fit(20) > Fit(1) + 0.1);
    }

    [Fact]
    public void NeighborsHaveTheCosineOfTheirUsers()
    {
        var interactions = Interactions.Create([new("u", "a"), new("u", "b"), new("v", "a"), new("v", "b"), new("w", "a"), new("w", "c")]);
        var neighbors = new ItemNeighborsTrainer { Shrinkage = 1 }.Fit(interactions, null, TestContext.Current.CancellationToken);
        var found = neighbors.MostSimilar("a", 5);
        Assert.Equal(["b", "c"], found.Select(match => match.Name));
        Assert.Equal(2 / (Math.Sqrt(6) + 1), found[0].Score, 1e-6);
        Assert.Equal(1 / (Math.Sqrt(3) + 1), found[1].Score, 1e-6);
        Assert.Single(new ItemNeighborsTrainer { Neighbors = 1 }.Fit(interactions, null, TestContext.Current.CancellationToken).MostSimilar("a", 5));
    }

    private static double Loss(ImplicitAlsRecommender als, ImplicitAlsTrainer trainer, string[] history, double[] user)
    {
        double loss = trainer.Regularization * (history.Length + trainer.UnobservedWeight * als.Items.Count) * user.Sum(value => value * value);
        foreach (string item in als.Items)
        {
            double score = als.ItemVectors.GetVector(item).Zip(user, (x, y) => x * y).Sum();
            loss += trainer.UnobservedWeight * score * score + (history.Contains(item) ? (1 - score) * (1 - score) : 0);
        }
        return loss;
    }

    /// <summary>(XᵀX + λ)⁻¹ by Gauss and Jordan.</summary>
    private static double[][] Inverse(Interactions interactions, double lambda)
    {
        int count = interactions.Items.Count;
        double[][] rows = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, 2 * count).Select(j => i == j ? lambda : j == count + i ? 1.0 : 0).ToArray())];
        var position = interactions.Items.Index().ToDictionary(item => item.Item, item => item.Index);
        foreach (var user in interactions.GroupBy(row => row.User))
        {
            foreach (var (one, other) in user.SelectMany(_ => user, (one, other) => (one, other)))
                rows[position[one.Item]][position[other.Item]] += one.Weight * other.Weight;
        }
        for (int pivot = 0; pivot < count; pivot++)
        {
            double[] row = rows[pivot] = [.. rows[pivot].Select(value => value / rows[pivot][pivot])];
            for (int i = 0; i < count; i++)
            {
                if (i != pivot && rows[i][pivot] is not 0 and var factor)
                    rows[i] = [.. rows[i].Zip(row, (value, other) => value - factor * other)];
            }
        }
        return [.. rows.Select(row => row[count..])];
    }
}
