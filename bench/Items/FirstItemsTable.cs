using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What new users get after their first items. A tenth of the users is new; settings are chosen on all others by cross-validation.</summary>
internal static class FirstItemsTable
{
    private const int Folds = 5;

    private static readonly int[] Lengths = [1, 2, 3, 5];

    public static string Measure(Interactions ratings, Action<string> report)
    {
        var tests = Split(ratings, IsNew);
        var known = tests[0].Remaining;
        // Users are in the order of their numbers.
        var folds = known.Users.Index().ToDictionary(user => user.Item, user => user.Index % Folds);
        InteractionSplit[][] validations = [.. Enumerable.Range(0, Folds).Select(fold => Split(known, user => folds[user] == fold))];
        ValidationColumn[] columns = [.. Lengths.Select((_, i) => new ValidationColumn([.. validations.Select(splits => (splits[0], splits[i]))]))];

        var rows = new List<string[]>();
        var all = new List<Choices>();
        AddRow(Choices.Make(Contender.Popularity, columns, report));
        var members = new List<Choices>();
        foreach (var contender in new[] { Contender.Neighbors, Contender.Item2Vec, Contender.Ease, Contender.ImplicitAls })
        {
            members.Add(Choices.Make(contender, columns, report));
            AddRows(members[^1]);
        }
        AddRows(Choices.Sum("the sum of all four", members));
        IEnumerable<Choice> best = columns.Select((_, column) => all.Select(choices => choices.ByColumn[column]).MaxBy(choice => choice.Quality)!);
        AddRow(new Choices("what is best in the cross-validation", [.. best]));
        return $"""
            {new MarkdownTable(["Recommender", .. Lengths.Select(length => length == 1 ? "1 item" : $"{length} items")], rows).ToMarkdown()}
            Recall@10 of what {tests[0].Cases.Count:N0} users liked later, who were not there in training. Settings and the weight b of popularity are those with the best NDCG@10, for
            each column, in a cross-validation with {Folds} folds on {validations.Sum(splits => splits[0].Cases.Count):N0} other users. The standard error is about 0.035.
            """;

        void AddRows(Choices choices)
        {
            AddRow(choices);
            var withPopularity = choices.WithPopularity();
            AddRow(withPopularity, $", b = {string.Join(", ", withPopularity.ByColumn.Select(choice => choice.Trial.Settings["b = ".Length..]))}");
        }

        void AddRow(Choices choices, string settings = "")
        {
            all.Add(choices);
            var recalls = choices.ByColumn.Zip(tests, (choice, split) => RecommenderEvaluation.Evaluate(choice.Trial.On(tests[0]), split).Recall);
            rows.Add([choices.Name + settings, .. recalls.Select(recall => Number.Show(recall, "F3"))]);
        }
    }

    private static InteractionSplit[] Split(Interactions ratings, Func<string, bool> isNew) =>
        [.. Lengths.Select(length => InteractionSplit.ByUser(ratings, isNew, length, MovieLens.Liked))];

    private static bool IsNew(string user) => user[^1] == '0';
}
