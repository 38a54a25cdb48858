using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Items;

public class RecommenderEvaluationTests
{
    /// <summary>Recommends items in one order to everybody.</summary>
    private sealed class Fixed(params string[] items) : Recommender(items)
    {
        public override RecommenderCapabilities Capabilities => RecommenderCapabilities.UsersWithoutHistory;

        protected override bool TryScore(ReadOnlySpan<int> history, Span<float> scores)
        {
            for (int item = 0; item < scores.Length; item++)
                scores[item] = -item;
            return true;
        }
    }

    [Fact]
    public void NumbersAreThoseOfTheirDefinitions()
    {
        var time = DateTime.UnixEpoch;
        var interactions = Interactions.Create(
        [
            new("u", "a"), new("u", "b"), new("v", "b"), new("v", "c"), new("w", "d"),
            new("u", "c") { Time = time.AddDays(2) }, new("u", "d") { Time = time.AddDays(2) }, new("v", "e") { Time = time.AddDays(2) }, new("x", "a") { Time = time.AddDays(3) },
        ]);
        var split = InteractionSplit.ByTime(interactions, time.AddDays(1));
        Assert.Equal(["u", "v", "x"], split.Cases.Select(user => user.User));
        Assert.Equal(["a", "b", "c", "d"], split.Remaining.Items);
        Assert.Empty(split.Cases[2].History);

        // u gets c, d: both found. v gets a, d: none of e, which is no candidate. x gets a, b: a on place 1.
        var metrics = RecommenderEvaluation.Evaluate(new Fixed("a", "b", "c", "d", "e"), split, new RecommenderEvaluationOptions { Count = 2 });
        Assert.Equal((2, 3), (metrics.Count, metrics.Users));
        Assert.Equal(2 / 3.0, metrics.Recall, 1e-12);
        Assert.Equal(2 / 3.0, metrics.HitRate, 1e-12);
        Assert.Equal(2 / 3.0, metrics.Ndcg, 1e-12);
        Assert.Equal(Math.Sqrt(1 / 9.0), metrics.RecallStandardError, 1e-12);
        Assert.Equal(1, metrics.Coverage, 1e-12);
        // c, d, a, d, a have one of three users, and b two.
        Assert.Equal((5 * Math.Log2(3) + Math.Log2(1.5)) / 6, metrics.Novelty, 1e-12);
    }

    [Fact]
    public void PlacesCount()
    {
        var split = InteractionSplit.LeaveLastOut(Interactions.Create([new("u", "a"), new("u", "b"), new("u", "c"), new("v", "c"), new("w", "d")]));
        Assert.Equal("c", Assert.Single(Assert.Single(split.Cases).Targets));
        // a and b are seen, and d is first.
        Assert.Equal(1 / Math.Log2(3), RecommenderEvaluation.Evaluate(new Fixed("a", "d", "b", "c"), split).Ndcg, 1e-12);
        Assert.Equal(0, RecommenderEvaluation.Evaluate(new Fixed("a", "d", "b", "c"), split, new RecommenderEvaluationOptions { Count = 1 }).Recall);
    }

    [Fact]
    public void HeldOutUsersAreNotTrainedOn()
    {
        var split = InteractionSplit.ByUser(PlantedTastes.Create(20), user => user is "u1" or "u2", historyLength: 3);
        Assert.Equal(["u1", "u2"], split.Cases.Select(user => user.User));
        Assert.Equal(18, split.Training.Users.Count);
        Assert.All(split.Cases, user => Assert.Equal(3, user.History.Count));
        Assert.All(split.Cases, user => Assert.Empty(user.History.Intersect(user.Targets)));
    }

    [Fact]
    public void NewItemsAreNotTrainedOn()
    {
        var split = InteractionSplit.ByItem(PlantedTastes.Create(40), item => item.EndsWith('7'));
        Assert.DoesNotContain(split.Remaining.Items, item => item.EndsWith('7'));
        Assert.NotEmpty(split.Cases);
        Assert.All(split.Cases, user => Assert.All(user.Targets, item => Assert.EndsWith("7", item)));
        // They are found only where they are named as candidates.
        var everything = new Fixed([.. split.Cases.SelectMany(user => user.Targets).Distinct(), .. split.Remaining.Items]);
        Assert.Equal(0, RecommenderEvaluation.Evaluate(everything, split).Recall);
        Assert.True(RecommenderEvaluation.Evaluate(everything, split, new RecommenderEvaluationOptions { Candidates = everything.Items }).Recall > 0.5);
    }

    [Fact]
    public void TheWeightOfPopularityIsChosen()
    {
        // Everybody takes the same items next: the more popularity, the better.
        var rows = Enumerable.Range(0, 40).SelectMany(user => new[] { new Interaction($"u{user}", $"own{user % 7}"), new Interaction($"u{user}", $"hit{user % 2}"), new Interaction($"u{user}", "hit2") });
        var split = InteractionSplit.LeaveLastOut(Interactions.Create(rows.Append(new Interaction("z", "hit2"))));
        var popularity = new PopularityTrainer().Fit(Interactions.Create(rows), null, TestContext.Current.CancellationToken);
        var against = new Fixed([.. popularity.Items.OrderBy(item => item.StartsWith("hit", StringComparison.Ordinal))]);
        Assert.True(RecommenderEvaluation.ChoosePopularityWeight(against, popularity, split, new RecommenderEvaluationOptions { Count = 1 }) >= 1);
        Assert.Equal(0, RecommenderEvaluation.ChoosePopularityWeight(popularity, popularity, split));
    }

    [Fact]
    public void ASplitWithoutUsersIsRefused()
    {
        var split = InteractionSplit.LeaveLastOut(Interactions.Create([new("u", "a")]));
        Assert.Throws<ArgumentException>(() => RecommenderEvaluation.Evaluate(new Fixed("a"), split));
    }

    [Fact]
    public void LeaveLastOutOfMovieLensIsThatOfTheReference()
    {
        string data = SharedFiles.Find("data/recommender/movielens-latest-small");
        string[][] reference = [.. File.ReadLines(SharedFiles.Find("reference/recommender/leave-last-out.csv")).Skip(1).Select(line => line.Split(','))];
        var ratings = Interactions.Create(new[] { "recommendation-ratings-train.csv", "recommendation-ratings-test.csv" }
            .SelectMany(file => File.ReadLines(Path.Combine(data, file)).Skip(1)).Select(line => line.Split(','))
            .Select(fields => new Interaction(fields[0], fields[1])
            {
                Weight = float.Parse(fields[2], CultureInfo.InvariantCulture),
                Time = DateTime.UnixEpoch.AddSeconds(long.Parse(fields[3], CultureInfo.InvariantCulture)),
            }));
        var test = InteractionSplit.LeaveLastOut(ratings, 4);
        var validation = InteractionSplit.LeaveLastOut(test.Remaining, 4);
        Assert.Equal((99_998, 608, 99_390), (ratings.Count, test.Cases.Count, test.Remaining.Count));

        var tests = test.Cases.ToDictionary(user => user.User);
        var validations = validation.Cases.ToDictionary(user => user.User, user => user.Targets[0]);
        var values = ratings.ToDictionary(row => (row.User, row.Item));
        var remaining = test.Remaining.CountBy(row => row.User).ToDictionary();
        var positives = test.Training.CountBy(row => row.User).ToDictionary();
        var all = ratings.CountBy(row => row.User).ToDictionary();
        HashSet<string> trained = [.. test.Remaining.Items];
        Assert.Equal(reference.Select(row => string.Join(',', row)), ratings.Users.Select(user => string.Join(',', Row(user))));

        IEnumerable<string> Row(string user)
        {
            string? item = tests.TryGetValue(user, out var found) ? found.Targets[0] : null;
            return
            [
                user,
                item ?? "",
                item is null ? "" : values[(user, item)].Weight.ToString(CultureInfo.InvariantCulture),
                item is null ? "" : $"{(long)(values[(user, item)].Time!.Value - DateTime.UnixEpoch).TotalSeconds}",
                validations.GetValueOrDefault(user, ""),
                $"{all[user]}",
                $"{remaining[user]}",
                $"{positives.GetValueOrDefault(user)}",
                item is null ? "" : trained.Contains(item) ? "1" : "0",
                int.Parse(user, CultureInfo.InvariantCulture) % 10 == 0 ? "1" : "0",
            ];
        }
    }
}
