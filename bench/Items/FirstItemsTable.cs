using System.Globalization;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What new users get after their first items. A tenth of the users is new, another tenth is what settings are chosen on.</summary>
internal static class FirstItemsTable
{
    private const int SettingsLength = 5;

    private static readonly int[] Lengths = [1, 2, 3, 5];

    public static string Measure(Interactions ratings, Action<string> report)
    {
        var tests = Lengths.Select(length => InteractionSplit.ByUser(ratings, user => LastDigit(user) == 0, length, MovieLens.Liked)).ToArray();
        var known = tests[0].Remaining;
        var validations = Lengths.Select(length => InteractionSplit.ByUser(known, user => LastDigit(user) == 1, length, MovieLens.Liked)).ToArray();
        var forSettings = validations[Array.IndexOf(Lengths, SettingsLength)];

        PopularityRecommender popularity = new PopularityTrainer().Fit(tests[0].Training), onValidation = new PopularityTrainer().Fit(forSettings.Training);
        var rows = new List<string[]> { Row("popularity", popularity) };
        var members = new List<(Recommender OnTest, Recommender OnValidation)>();
        foreach (var contender in new[] { Contender.Neighbors, Contender.Item2Vec, Contender.Ease, Contender.ImplicitAls })
        {
            var choice = Choice.Make(contender, forSettings, report);
            members.Add((choice.Trial.Train(tests[0]), choice.OnValidation));
            AddRows(contender.Name, members[^1].OnTest, members[^1].OnValidation);
        }
        AddRows("the sum of all four", RecommenderEnsemble.Create(members.Select(member => member.OnTest)), RecommenderEnsemble.Create(members.Select(member => member.OnValidation)));
        return $"""
            {new MarkdownTable(["Recommender", .. Lengths.Select(length => length == 1 ? "1 item" : $"{length} items")], rows).ToMarkdown()}
            Recall@10 of what {tests[0].Cases.Count:N0} users liked later, who were not there in training. The weight b of popularity was chosen for each column on
            {forSettings.Cases.Count:N0} other users, and so were the settings. The standard error is about 0.035.
            """;

        string[] Row(string name, Recommender recommender) => [name, .. tests.Select(split => Show(RecommenderEvaluation.Evaluate(recommender, split).Recall))];

        void AddRows(string name, Recommender onTest, Recommender validated)
        {
            rows.Add(Row(name, onTest));
            double[] weights = [.. validations.Select(split => RecommenderEvaluation.ChoosePopularityWeight(validated, onValidation, split))];
            rows.Add(
            [
                $"{name} + popularity, b = {string.Join(", ", weights.Select(weight => weight.ToString(CultureInfo.InvariantCulture)))}",
                .. tests.Zip(weights, (split, weight) => Show(RecommenderEvaluation.Evaluate(RecommenderEnsemble.WithPopularity(onTest, popularity, weight), split).Recall)),
            ]);
        }
    }

    private static int LastDigit(string user) => user[^1] - '0';

    private static string Show(double value) => Number.Show(value, "F3");
}
