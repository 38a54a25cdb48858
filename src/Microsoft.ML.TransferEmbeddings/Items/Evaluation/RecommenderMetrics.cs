using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Quality of recommendations, measured by <see cref="RecommenderEvaluation"/>. Immutable.</summary>
public sealed class RecommenderMetrics
{
    internal RecommenderMetrics()
    {
    }

    /// <summary>Number k of items that were recommended to each user.</summary>
    public int Count { get; internal init; }

    /// <summary>Number of users.</summary>
    public int Users { get; internal init; }

    /// <summary>Mean over users of the found targets' number, divided by k or by the number of targets, whichever is less; 0 to 1, higher is better.</summary>
    public double Recall { get; internal init; }

    /// <summary>Standard error of <see cref="Recall"/> over the users.</summary>
    public double RecallStandardError { get; internal init; }

    /// <summary>Share of users for whom a target was found.</summary>
    public double HitRate { get; internal init; }

    /// <summary>
    /// Mean over users of the normalized discounted cumulative gain: a target on place r counts 1 / log₂(1 + r), and the sum is divided by that of the best order. 0 to 1,
    /// higher is better.
    /// </summary>
    public double Ndcg { get; internal init; }

    /// <summary>Share of the candidates that were recommended to anybody.</summary>
    public double Coverage { get; internal init; }

    /// <summary>Mean of −log₂ of the share of the training's users who have a recommended item; higher where less popular items are recommended. An item that nobody has
    /// is taken as one that one user has.</summary>
    public double Novelty { get; internal init; }

    /// <summary>Returns the numbers, for reading.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"Recall@{Count} {Recall:F3} ± {RecallStandardError:F3}, NDCG@{Count} {Ndcg:F3}, coverage {Coverage:F3}, novelty {Novelty:F1}, {Users} users");
}
