using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Hybrid;

/// <summary>Trains on one part of a split and tests on the other. The trainer is the same for all featurizations: AveragedPerceptron at its defaults.</summary>
internal sealed class Experiment(TextEmbeddingModel model)
{
    private const string Label = nameof(CorpusRow.Label), Target = "Target";

    public double Accuracy(Split split, Featurization featurization)
    {
        string[] classes = [.. split.Training.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        // New each time, so that a number doesn't depend on what was measured before it.
        var ml = new MLContext(split.Seed);
        var features = featurization.Create(ml, model);
        return classes.Length == 2 ? Binary(ml, split, features, classes) : Multiclass(ml, split, features);
    }

    private static double Binary(MLContext ml, Split split, IEstimator<ITransformer> features, string[] classes)
    {
        var target = ml.Transforms.Conversion.MapValue(Target, [KeyValuePair.Create(classes[0], false), KeyValuePair.Create(classes[1], true)], Label);
        var pipeline = features.Append(target)
            .AppendCacheCheckpoint(ml)
            .Append(ml.BinaryClassification.Trainers.AveragedPerceptron(Target));
        using var trained = pipeline.Fit(View(ml, split.Training));
        return ml.BinaryClassification.EvaluateNonCalibrated(trained.Transform(View(ml, split.Test)), Target).Accuracy;
    }

    private static double Multiclass(MLContext ml, Split split, IEstimator<ITransformer> features)
    {
        var pipeline = features.Append(ml.Transforms.Conversion.MapValueToKey(Target, Label))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.AveragedPerceptron(Target), Target));
        using var trained = pipeline.Fit(View(ml, split.Training));
        return ml.MulticlassClassification.Evaluate(trained.Transform(View(ml, split.Test)), Target).MicroAccuracy;
    }

    private static IDataView View(MLContext ml, IReadOnlyList<CorpusRow> rows)
    {
        // Trainers want vectors of known length, which the type float[] doesn't tell.
        var schema = SchemaDefinition.Create(typeof(CorpusRow));
        schema[nameof(CorpusRow.Embedding)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Embedding.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
