namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What settings are chosen by: several divisions of what may be trained on, since one alone has few users.</summary>
/// <param name="Validations">For each a split to train on, and the users, who may be another split's.</param>
/// <param name="LatestItems">How many items of a history count; null for all.</param>
internal sealed record ValidationColumn(IReadOnlyList<(InteractionSplit Training, InteractionSplit Users)> Validations, int? LatestItems = null)
{
    public RecommenderEvaluationOptions Options => new() { LatestItems = LatestItems };

    /// <summary>NDCG@10, the mean over the validations.</summary>
    public double QualityOf(Trial trial) => Validations.Average(split => RecommenderEvaluation.Evaluate(trial.On(split.Training), split.Users, Options).Ndcg);
}
