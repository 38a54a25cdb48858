namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What validation chose: the settings and the length of the history with the best NDCG@10.</summary>
/// <param name="Contender">Of which.</param>
/// <param name="Trial">Its settings.</param>
/// <param name="LatestItems">How many items of a history count; null for all.</param>
/// <param name="OnValidation">Trained on the validation's training.</param>
internal sealed record Choice(Contender Contender, Trial Trial, int? LatestItems, Recommender OnValidation)
{
    private static readonly int?[] Lengths = [null, 3, 5, 10];

    public RecommenderEvaluationOptions Options => new() { LatestItems = LatestItems };

    public static Choice Make(Contender contender, InteractionSplit validation, Action<string> report)
    {
        Choice? best = null;
        double highest = -1;
        foreach (var trial in contender.Trials)
        {
            report($"{contender.Name}: {trial.Settings}");
            var recommender = trial.Train(validation);
            foreach (int? latest in Lengths)
            {
                double quality = RecommenderEvaluation.Evaluate(recommender, validation, new() { LatestItems = latest }).Ndcg;
                if (quality > highest)
                    (highest, best) = (quality, new Choice(contender, trial, latest, recommender));
            }
        }
        return best!;
    }
}
