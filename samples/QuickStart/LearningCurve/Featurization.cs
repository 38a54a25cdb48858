using Microsoft.ML;
using SentimentExperiment;

namespace QuickStart.LearningCurve;

/// <summary>A way to turn an embedded review into the column "Features".</summary>
internal sealed record Featurization(string Name, Func<MLContext, IEstimator<ITransformer>> Stages)
{
    /// <summary>The embedder alone, FeaturizeText alone, and both side by side, everything at its defaults.</summary>
    public static readonly IReadOnlyList<Featurization> All =
    [
        new("embedder", ml => ml.Transforms.CopyColumns("Features", nameof(EmbeddedReview.Embedding))),
        new("FeaturizeText", ml => ml.Transforms.Text.FeaturizeText("Features", nameof(EmbeddedReview.Sentence))),
        new("both", ml => ml.Transforms.Text.FeaturizeText("Words", nameof(EmbeddedReview.Sentence))
            .Append(ml.Transforms.Concatenate("Features", nameof(EmbeddedReview.Embedding), "Words"))),
    ];
}
