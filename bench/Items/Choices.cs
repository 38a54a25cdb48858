namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What validation chose for a recommender: for each column of a table the settings with the best quality.</summary>
/// <param name="Name">Of the recommender.</param>
/// <param name="ByColumn">In the order of the columns.</param>
internal sealed record Choices(string Name, IReadOnlyList<Choice> ByColumn)
{
    public Choice Best => ByColumn.MaxBy(choice => choice.Quality)!;

    /// <param name="contender">What may be chosen.</param>
    /// <param name="columns">What it is chosen by.</param>
    /// <param name="report">Hears of each training.</param>
    public static Choices Make(Contender contender, IReadOnlyList<ValidationColumn> columns, Action<string> report)
    {
        var best = new Choice?[columns.Count];
        foreach (var trial in contender.Trials)
        {
            report($"{contender.Name}: {trial.Settings}");
            for (int i = 0; i < best.Length; i++)
            {
                double quality = columns[i].QualityOf(trial);
                if (best[i] is null || quality > best[i]!.Quality)
                    best[i] = new Choice(trial, columns[i], quality);
            }
            foreach (var loser in contender.Trials.Where(other => best.All(choice => choice!.Trial != other)))
                loser.Forget();
        }
        return new Choices(contender.Name, best!);
    }

    /// <summary>The sum of standardized scores, each member as it was chosen for the same column.</summary>
    public static Choices Sum(string name, IReadOnlyList<Choices> members) => new(name,
    [
        .. members[0].ByColumn.Select((first, column) =>
        {
            Trial[] trials = [.. members.Select(member => member.ByColumn[column].Trial)];
            var sum = new Trial("", split => RecommenderEnsemble.Create(trials.Select(trial => trial.On(split))));
            return new Choice(sum, first.Column, first.Column.QualityOf(sum));
        }),
    ]);

    /// <summary>With popularity, whose weight b is chosen as settings are.</summary>
    public Choices WithPopularity()
    {
        var popularity = Contender.Popularity.Trials[0];
        return new($"{Name} + popularity", [.. ByColumn.Select(chosen => RecommenderEvaluation.PopularityWeights
            .Select(weight => new Trial(
                FormattableString.Invariant($"b = {weight}"),
                split => RecommenderEnsemble.WithPopularity(chosen.Trial.On(split), (PopularityRecommender)popularity.On(split), weight)))
            .Select(trial => new Choice(trial, chosen.Column, chosen.Column.QualityOf(trial)))
            .MaxBy(choice => choice.Quality)!)]);
    }
}
