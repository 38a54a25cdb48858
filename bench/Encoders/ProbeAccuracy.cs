using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Encoders;

/// <summary>How well a linear probe tells classes apart by a model's vectors: the share of right answers on texts that it was not trained on.</summary>
internal static class ProbeAccuracy
{
    /// <summary>Trains on all but every fifth text, tests on these.</summary>
    public static double OnSplit(TextEmbeddingModel model, IReadOnlyList<CorpusRow> texts)
    {
        var rows = Embed(model, texts);
        return Accuracy([.. rows.Where((_, i) => i % 5 != 0)], [.. rows.Where((_, i) => i % 5 == 0)]);
    }

    /// <summary>Trains on so many texts a class, tests on all others; the mean over several draws.</summary>
    public static double OnFew(TextEmbeddingModel model, IReadOnlyList<CorpusRow> texts, int labelsOfClass, int draws)
    {
        var rows = Embed(model, texts);
        double sum = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            var random = new Random(draw);
            var shuffled = rows.OrderBy(_ => random.Next()).ToArray();
            HashSet<Row> train = [.. shuffled.GroupBy(row => row.Label).SelectMany(group => group.Take(labelsOfClass))];
            sum += Accuracy([.. train], [.. shuffled.Where(row => !train.Contains(row))]);
        }
        return sum / draws;
    }

    private static Row[] Embed(TextEmbeddingModel model, IReadOnlyList<CorpusRow> texts) =>
        [.. model.Embed(texts.Select(text => text.Text)).Zip(texts, (vector, text) => new Row { Features = vector, Label = text.Label })];

    private static double Accuracy(Row[] train, Row[] test)
    {
        var ml = new MLContext(seed: 1);
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, train[0].Features.Length);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", nameof(Row.Label)).Append(ml.MulticlassClassification.Trainers.LinearProbe("Key"));
        var model = pipeline.Fit(ml.Data.LoadFromEnumerable(train, definition));
        return ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test, definition)), labelColumnName: "Key").MicroAccuracy;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
