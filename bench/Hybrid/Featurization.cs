using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Hybrid;

/// <summary>A column of the table: how a text becomes numbers. Vectors that are computed already are in the column Embedding.</summary>
internal sealed record Featurization(string Name, Func<MLContext, TextEmbeddingModel, IEstimator<ITransformer>> Create)
{
    public const string Features = "Features";
    private const string Text = nameof(CorpusRow.Text), Embedding = nameof(CorpusRow.Embedding);

    public static readonly Featurization EmbedText = new("EmbedText", (ml, _) => ml.Transforms.CopyColumns(Features, Embedding));

    public static readonly Featurization FeaturizeText = new("FeaturizeText", (ml, _) => ml.Transforms.Text.FeaturizeText(Features, Text));

    public static readonly Featurization BothAsTheyAre = new("both as they are", (ml, _) =>
        ml.Transforms.Text.FeaturizeText(Features, Text).Append(ml.Transforms.Concatenate(Features, Features, Embedding)));

    public static readonly Featurization Hybrid = new("FeaturizeTextWithEmbedding", (ml, model) => ml.Transforms.Text.FeaturizeTextWithEmbedding(Features, Text, model));

    public static readonly IReadOnlyList<Featurization> ForTheTable = [EmbedText, FeaturizeText, BothAsTheyAre, Hybrid];

    public static readonly IReadOnlyList<Featurization> ForTheWeight =
        [EmbedText, FeaturizeText, .. new[] { 0.25f, 0.35f, 0.5f, 0.7f, 1, 1.4f, 2 }.Select(Weighted)];

    /// <summary>As FeaturizeTextWithEmbedding with this weight, from the vectors that are computed already; their length is 1.</summary>
    private static Featurization Weighted(float weight) => new(weight.ToString(CultureInfo.InvariantCulture), (ml, _) =>
        ml.Transforms.Text.FeaturizeText(Features, Text)
            .Append(ml.Transforms.NormalizeGlobalContrast(Features, ensureZeroMean: false, scale: weight))
            .Append(ml.Transforms.Concatenate(Features, Features, Embedding)));
}
