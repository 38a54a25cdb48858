namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

/// <summary>A way to turn an embedded review into the column "Features".</summary>
internal sealed record ReviewFeatures(string Name, Func<MLContext, IEstimator<ITransformer>> Stages)
{
    /// <summary>The embedder alone, FeaturizeText alone, and both by the hybrid stage, everything at its defaults.</summary>
    public static IReadOnlyList<ReviewFeatures> Of(TextEmbeddingModel encoder) =>
    [
        new("embedder", ml => ml.Transforms.CopyColumns("Features", nameof(EmbeddedReview.Embedding))),
        new("FeaturizeText", ml => ml.Transforms.Text.FeaturizeText("Features", nameof(EmbeddedReview.Sentence))),
        new("both", ml => ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", nameof(EmbeddedReview.Sentence), model: encoder)),
    ];
}
