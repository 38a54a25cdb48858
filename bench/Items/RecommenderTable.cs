using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>Recommenders beside each other on one split. Settings are chosen on another one, within what is trained on.</summary>
internal sealed class RecommenderTable(InteractionSplit test, InteractionSplit validation, Action<string> report)
{
    private readonly List<string[]> rows = [];

    /// <summary>The last liked film of each user is to be found.</summary>
    public static string LeaveLastOut(Interactions ratings, Action<string> report)
    {
        var test = InteractionSplit.LeaveLastOut(ratings, MovieLens.Liked);
        var table = new RecommenderTable(test, InteractionSplit.LeaveLastOut(test.Remaining, MovieLens.Liked), report);
        table.AddAll([Contender.Popularity, Contender.TextRecipe]);
        return table.ToMarkdown($"The last liked film of {test.Cases.Count:N0} users.");
    }

    /// <summary>What users like after a day is to be found, by what all did before it.</summary>
    public static string ByTime(Interactions ratings, DateTime day, Action<string> report)
    {
        var test = InteractionSplit.ByTime(ratings, day, MovieLens.Liked);
        var table = new RecommenderTable(test, InteractionSplit.ByTime(test.Remaining, day.AddYears(-1), MovieLens.Liked), report);
        table.AddAll([Contender.Popularity, Contender.PopularityOf(90), Contender.PopularityOf(30), Contender.PopularityOf(7)]);
        return table.ToMarkdown(
            $"What {test.Cases.Count:N0} users liked from {day:yyyy-MM-dd} on; {test.Cases.Count(user => user.History.Count == 0):N0} of them had not liked a film before.");
    }

    private void AddAll(IEnumerable<Contender> simple)
    {
        foreach (var contender in simple)
            Add(Choice.Make(contender, validation, report));
        Choice neighbors = Add(Choice.Make(Contender.Neighbors, validation, report)), items = Add(Choice.Make(Contender.Item2Vec, validation, report));
        Choice ease = Add(Choice.Make(Contender.Ease, validation, report)), als = Add(Choice.Make(Contender.ImplicitAls, validation, report));
        AddSum([ease, items]);
        AddSum([als, items]);
        AddSum([als, ease, items, neighbors]);
        AddWithPopularity(als);
        AddWithPopularity(items);
    }

    private Choice Add(Choice choice)
    {
        var recommender = choice.Trial.Train(test);
        RecommenderMetrics chosen = Evaluate(choice.LatestItems), all = Evaluate(null), ten = Evaluate(10);
        rows.Add(
        [
            choice.Contender.Name, choice.Trial.Settings, $"{choice.LatestItems?.ToString() ?? "all"}", Show(chosen.Recall), Show(chosen.Ndcg), Show(chosen.Coverage),
            Number.Show(chosen.Novelty, "F1"), Show(all.Recall), Show(ten.Recall),
        ]);
        return choice;

        RecommenderMetrics Evaluate(int? latest) => RecommenderEvaluation.Evaluate(recommender, test, new() { LatestItems = latest });
    }

    /// <summary>Of standardized scores.</summary>
    private void AddSum(IReadOnlyList<Choice> choices) => Add(Choice.Make(
        new Contender(string.Join(" + ", choices.Select(choice => choice.Contender.Name)), [new("", split => RecommenderEnsemble.Create(choices.Select(choice => Trained(choice, split))))]),
        validation, report));

    private void AddWithPopularity(Choice choice)
    {
        var popularity = new PopularityTrainer().Fit(validation.Training);
        double weight = RecommenderEvaluation.ChoosePopularityWeight(choice.OnValidation, popularity, validation, choice.Options);
        Add(Choice.Make(
            new Contender($"{choice.Contender.Name} + popularity", [new(FormattableString.Invariant($"b = {weight}"), split =>
                RecommenderEnsemble.WithPopularity(Trained(choice, split), new PopularityTrainer().Fit(split.Training), weight))]),
            validation, report));
    }

    private Recommender Trained(Choice choice, InteractionSplit split) => split == validation ? choice.OnValidation : choice.Trial.Train(split);

    private string ToMarkdown(string what)
    {
        var error = RecommenderEvaluation.Evaluate(new PopularityTrainer().Fit(test.Training), test);
        string[] header = ["Recommender", "Settings", "Latest items", "Recall@10", "NDCG@10", "Coverage", "Novelty", "Recall@10, whole history", "Recall@10, latest 10"];
        return $"""
            {new MarkdownTable(header, rows) { TextColumns = 2 }.ToMarkdown()}
            {what} Settings and the number of latest items are those with the best NDCG@10 on the validation users, never on the test users.
            The standard error of a recall of 0.1 is about {Show(error.RecallStandardError * Math.Sqrt(0.09 / Math.Max(1e-9, error.Recall * (1 - error.Recall))))}.
            """;
    }

    private static string Show(double value) => Number.Show(value, "F3");
}
