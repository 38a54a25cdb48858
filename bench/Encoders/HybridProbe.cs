using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Encoders;

/// <summary>A model's vectors, n-grams, and both side by side, under one trainer.</summary>
internal static class HybridProbe
{
    private const string Features = "Features", Target = "Target";

    /// <summary>Trains on all but every fifth text of two classes, tests on these.</summary>
    public static (double FeaturizeText, double Embedding, double Hybrid) OnSplit(TextEmbeddingModel model, IReadOnlyList<CorpusRow> texts)
    {
        return (
            Accuracy(text => text.FeaturizeText(Features, nameof(CorpusRow.Text))),
            Accuracy(text => text.EmbedText(Features, nameof(CorpusRow.Text), model)),
            Accuracy(text => text.FeaturizeTextWithEmbedding(Features, nameof(CorpusRow.Text), model)));

        double Accuracy(Func<TransformsCatalog.TextTransforms, IEstimator<ITransformer>> featurize)
        {
            var ml = new MLContext(seed: 1);
            var target = ml.Transforms.Conversion.MapValue(Target, [KeyValuePair.Create(texts[0].Label, true)], nameof(CorpusRow.Label));
            var pipeline = featurize(ml.Transforms.Text).Append(target).AppendCacheCheckpoint(ml)
                .Append(ml.BinaryClassification.Trainers.AveragedPerceptron(Target));
            using var trained = pipeline.Fit(View(ml, texts.Where((_, i) => i % 5 != 0)));
            return ml.BinaryClassification.EvaluateNonCalibrated(trained.Transform(View(ml, texts.Where((_, i) => i % 5 == 0))), Target).Accuracy;
        }
    }

    private static IDataView View(MLContext ml, IEnumerable<CorpusRow> texts) =>
        ml.Data.LoadFromEnumerable(texts.Select(text => new TextAndLabel { Text = text.Text, Label = text.Label }));

    private sealed class TextAndLabel
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
