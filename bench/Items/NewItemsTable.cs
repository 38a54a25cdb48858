using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>Films that nobody has rated in training, found by their titles, genres and years. A tenth of the films is new, another tenth is what settings are chosen on.</summary>
internal sealed class NewItemsTable(MovieLens lens, FilmContent content, Action<string> report)
{
    private static readonly int[] FewestUsers = [1, 3, 5, 10];

    public string Measure()
    {
        var test = InteractionSplit.ByItem(lens.Ratings, film => film[^1] == '0', MovieLens.Liked);
        var validation = InteractionSplit.ByItem(test.Remaining, film => film[^1] == '1', MovieLens.Liked);
        var lastOut = InteractionSplit.LeaveLastOut(validation.Remaining, MovieLens.Liked);
        var als = Choices.Make(Contender.ImplicitAls, [new ValidationColumn([(lastOut, lastOut)])], report).Best.Trial;
        ImplicitAlsRecommender trained = (ImplicitAlsRecommender)als.On(test), onValidation = (ImplicitAlsRecommender)als.On(validation);
        var rows = new List<string[]>
        {
            Row("at random", "", Random(test), test),
            Row("mean of the titles' vectors", "", Similar(test, content.TitleOf, isCentered: false), test),
            Row("mean of the titles' vectors, centered", "", Similar(test, content.TitleOf, isCentered: true), test),
        };
        foreach (var (name, features) in new (string, Func<string, float[]>)[] { ("genres and year", content.FactsOf), ("title", content.TitleOf), ("title, genres, year", content.AllOf) })
        {
            report(name);
            int fewest = FewestUsers.MaxBy(users => Evaluate(Mapped(onValidation, validation, features, users), validation).Ndcg);
            rows.Add(Row($"{name}, mapped to the vectors of implicit ALS", $"films with {fewest} users or more", Mapped(trained, test, features, fewest), test));
        }
        return $"""
            {new MarkdownTable(["New films by", "Learned from", "Recall@10", "Recall@20", "NDCG@10"], rows) { TextColumns = 2 }.ToMarkdown()}
            What {test.Cases.Count:N0} users liked of {NewItems(test).Count:N0} films without a rating in training, by what they liked of the other films. Which films the map is learned
            from was chosen on another tenth of the films, its penalty by generalized cross-validation.
            """;
    }

    private string[] Row(string name, string settings, Recommender recommender, InteractionSplit split)
    {
        RecommenderMetrics ten = Evaluate(recommender, split), twenty = Evaluate(recommender, split, count: 20);
        return [name, settings, Show(ten.Recall), Show(twenty.Recall), Show(ten.Ndcg)];
    }

    private RecommenderMetrics Evaluate(Recommender recommender, InteractionSplit split, int count = 10) =>
        RecommenderEvaluation.Evaluate(recommender, split, new RecommenderEvaluationOptions { Count = count, Candidates = NewItems(split) });

    /// <summary>Those that somebody likes later.</summary>
    private static IReadOnlyList<string> NewItems(InteractionSplit split) => [.. split.Cases.SelectMany(user => user.Targets).Distinct().Order(StringComparer.Ordinal)];

    private static VectorRecommender Mapped(ImplicitAlsRecommender als, InteractionSplit split, Func<string, float[]> features, int fewestUsers)
    {
        var users = split.Training.CountBy(interaction => interaction.Item).ToDictionary();
        string[] learned = [.. als.Items.Where(film => users[film] >= fewestUsers)];
        var map = EmbeddingMap.FitRidge([.. learned.Select(features)], [.. learned.Select(als.ItemVectors.GetVector)]);
        var films = NewItems(split);
        return als.WithItems(KeyedVectors.Create(films, films.Select(film => map.Apply(features(film)))));
    }

    /// <summary>By the vectors of the content alone, without what anybody did.</summary>
    private static ItemVectorRecommender Similar(InteractionSplit split, Func<string, float[]> features, bool isCentered)
    {
        string[] films = [.. split.Training.Items.Union(NewItems(split))];
        float[][] vectors = [.. films.Select(features)];
        var center = EmbeddingMap.FitCentering(vectors);
        return ItemVectorRecommender.Create(KeyedVectors.Create(films, isCentered ? vectors.Select(vector => center.Apply(vector)) : vectors));
    }

    private static ItemVectorRecommender Random(InteractionSplit split)
    {
        var random = new Random(1);
        string[] films = [.. split.Training.Items.Union(NewItems(split))];
        return ItemVectorRecommender.Create(KeyedVectors.Create(films, films.Select(_ => Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f).ToArray())));
    }

    private static string Show(double value) => Number.Show(value, "F3");
}
