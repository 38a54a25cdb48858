using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>Recommenders beside each other on one split. Settings are chosen on others, within what is trained on.</summary>
internal sealed class RecommenderTable(InteractionSplit test, IReadOnlyList<InteractionSplit> validations, Action<string> report)
{
    private const int Validations = 3;

    private static readonly int?[] Lengths = [null, 10, 5, 3];

    private readonly List<string[]> rows = [];
    private readonly ValidationColumn[] columns = [.. Lengths.Select(length => new ValidationColumn([.. validations.Select(split => (split, split))], length))];

    /// <summary>The last liked film of each user is to be found. Settings are chosen by the last but one, the last but two, and the last but three.</summary>
    public static string LeaveLastOut(Interactions ratings, Action<string> report)
    {
        var test = InteractionSplit.LeaveLastOut(ratings, MovieLens.Liked);
        var validations = Nested(test, (remaining, _) => InteractionSplit.LeaveLastOut(remaining, MovieLens.Liked));
        var table = new RecommenderTable(test, validations, report);
        table.AddAll([Contender.Popularity, Contender.TextRecipe]);
        return table.ToMarkdown($"The last liked film of {test.Cases.Count:N0} users; settings are chosen by the last but one, the last but two, and the last but three.");
    }

    /// <summary>What users like after a day is to be found, by what all did before it. Settings are chosen by the same of the years before.</summary>
    public static string ByTime(Interactions ratings, DateTime day, Action<string> report)
    {
        var test = InteractionSplit.ByTime(ratings, day, MovieLens.Liked);
        var validations = Nested(test, (remaining, number) => InteractionSplit.ByTime(remaining, day.AddYears(-1 - number), MovieLens.Liked));
        var table = new RecommenderTable(test, validations, report);
        table.AddAll([Contender.Popularity, Contender.PopularityOf(90), Contender.PopularityOf(30), Contender.PopularityOf(7)]);
        return table.ToMarkdown(
            $"What {test.Cases.Count:N0} users liked from {day:yyyy-MM-dd} on; {test.Cases.Count(user => user.History.Count == 0):N0} of them had not liked a film before. " +
            $"Settings are chosen by the {Validations} years before.");
    }

    /// <summary>Each split is of what the one before it leaves.</summary>
    private static List<InteractionSplit> Nested(InteractionSplit test, Func<Interactions, int, InteractionSplit> split)
    {
        var validations = new List<InteractionSplit>();
        for (int number = 0; number < Validations; number++)
            validations.Add(split((validations.LastOrDefault() ?? test).Remaining, number));
        return validations;
    }

    private void AddAll(IEnumerable<Contender> simple)
    {
        foreach (var contender in simple)
            Add(contender);
        Choices neighbors = Add(Contender.Neighbors), items = Add(Contender.Item2Vec), ease = Add(Contender.Ease), als = Add(Contender.ImplicitAls);
        Add(Choices.Sum("EASE + item2vec", [ease, items]));
        Add(Choices.Sum("implicit ALS + item2vec", [als, items]));
        Add(Choices.Sum("implicit ALS + EASE + item2vec + item neighbors", [als, ease, items, neighbors]));
        Add(als.WithPopularity());
        Add(items.WithPopularity());
    }

    private Choices Add(Contender contender)
    {
        var choices = Choices.Make(contender, columns, report);
        Add(choices);
        return choices;
    }

    private void Add(Choices choices)
    {
        Choice best = choices.Best, all = choices.ByColumn[Array.IndexOf(Lengths, null)], ten = choices.ByColumn[Array.IndexOf(Lengths, 10)];
        var chosen = Evaluate(best);
        rows.Add(
        [
            choices.Name, best.Trial.Settings, ten.Trial.Settings, $"{best.Column.LatestItems?.ToString() ?? "all"}", Show(chosen.Recall), Show(chosen.Ndcg), Show(chosen.Coverage),
            Number.Show(chosen.Novelty, "F1"), Show(Evaluate(all).Recall), Show(Evaluate(ten).Recall),
        ]);
    }

    private RecommenderMetrics Evaluate(Choice choice) => RecommenderEvaluation.Evaluate(choice.Trial.On(test), test, choice.Column.Options);

    private string ToMarkdown(string what)
    {
        var error = RecommenderEvaluation.Evaluate(new PopularityTrainer().Fit(test.Training), test);
        string[] header =
        [
            "Recommender", "Settings", "Settings, latest 10", "Latest items", "Recall@10", "NDCG@10", "Coverage", "Novelty", "Recall@10, whole history", "Recall@10, latest 10",
        ];
        return $"""
            {new MarkdownTable(header, rows) { TextColumns = 3 }.ToMarkdown()}
            {what}
            Settings and the number of latest items are those with the best mean NDCG@10 there, never on the test users; the last two columns have settings of their own.
            The standard error of a recall of 0.1 is about {Show(error.RecallStandardError * Math.Sqrt(0.09 / Math.Max(1e-9, error.Recall * (1 - error.Recall))))}.
            """;
    }

    private static string Show(double value) => Number.Show(value, "F3");
}
