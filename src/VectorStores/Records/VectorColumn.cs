using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Records;

/// <summary>What a column of vectors is searched by.</summary>
/// <param name="Dimensions">Values of a vector.</param>
/// <param name="Metric">What is measured.</param>
/// <param name="Function">The distance function of the abstractions that scores are given in.</param>
/// <param name="IndexKind">Null where the record names none.</param>
internal sealed record VectorColumn(int Dimensions, Metric Metric, string Function, string? IndexKind)
{
    /// <exception cref="NotSupportedException">The property names another distance function.</exception>
    public static VectorColumn Of(VectorPropertyModel property)
    {
        string function = property.DistanceFunction ?? DistanceFunction.CosineSimilarity;
        var metric = function switch
        {
            DistanceFunction.CosineSimilarity or DistanceFunction.CosineDistance => Metric.Cosine,
            DistanceFunction.DotProductSimilarity or DistanceFunction.NegativeDotProductSimilarity => Metric.DotProduct,
            DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance => Metric.Euclidean,
            _ => throw new NotSupportedException($"The vector property '{property.ModelName}' has the distance function '{function}', which is not supported. Use {nameof(DistanceFunction.CosineSimilarity)}, {nameof(DistanceFunction.DotProductSimilarity)} or {nameof(DistanceFunction.EuclideanDistance)}."),
        };
        return new VectorColumn(property.Dimensions, metric, function, property.IndexKind);
    }

    /// <summary>A distance, which is smaller the nearer a record is, as the score that the caller asked for.</summary>
    public double ScoreOf(double distance) => Function switch
    {
        DistanceFunction.CosineSimilarity => 1 - distance,
        DistanceFunction.DotProductSimilarity => -distance,
        DistanceFunction.EuclideanSquaredDistance => distance * distance,
        _ => distance,
    };

    /// <summary>Whether a score is at least as near as another one.</summary>
    public bool Reaches(double score, double threshold) =>
        Function is DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity ? score >= threshold : score <= threshold;
}
