using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>Trains on the labeled rows of a draw and tests on its test rows.</summary>
internal sealed class Experiment(DataSet data)
{
    private const string Label = nameof(CorpusRow.Label), Target = "Target", Features = "Features";

    public double Accuracy(Draw draw, Method method)
    {
        // New each time, so that a number doesn't depend on what was measured before it.
        var ml = new MLContext(draw.Seed);
        var prepare = Prepare(ml);
        var training = prepare.Transform(View(ml, draw.Labeled));
        var unlabeled = prepare.Transform(View(ml, draw.Unlabeled));
        var test = prepare.Transform(View(ml, draw.Test));
        if (data.IsBinary)
            return ml.BinaryClassification.EvaluateNonCalibrated(method.Binary(ml, unlabeled).Fit(training).Transform(test), Target).Accuracy;
        return ml.MulticlassClassification.Evaluate(method.Multiclass!(ml, unlabeled).Fit(training).Transform(test), Target).MicroAccuracy;
    }

    private ITransformer Prepare(MLContext ml)
    {
        var features = ml.Transforms.CopyColumns(Features, nameof(CorpusRow.Embedding));
        var rows = View(ml, data.Rows);
        return data.IsBinary
            ? features.Append(ml.Transforms.Conversion.MapValue(Target, [KeyValuePair.Create("0", false), KeyValuePair.Create("1", true)], Label)).Fit(rows)
            : features.Append(ml.Transforms.Conversion.MapValueToKey(
                Target, Label, keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)).Fit(rows);
    }

    private IDataView View(MLContext ml, IReadOnlyList<CorpusRow> rows)
    {
        // Trainers want vectors of known length, which the type float[] doesn't tell.
        var schema = SchemaDefinition.Create(typeof(CorpusRow));
        schema[nameof(CorpusRow.Embedding)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Embedding.Length);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }
}
