using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FineTuning;

/// <summary>All ways on the draws of a data set; those that the results have already are left out.</summary>
internal sealed class TuningExperiment(TextEmbeddingModel model, DataSet data, TuningResults results, Action<string> report)
{
    public const string Static = "`FineTuneStaticText`";

    public void Measure(int labels, Draw draw, IReadOnlyList<TuningWay> ways)
    {
        if (!results.Has(data.Name, labels, draw.Seed, Static))
            MeasureStatic(labels, draw);
        foreach (var group in ways.Where(way => !results.Has(data.Name, labels, draw.Seed, way.Name)).GroupBy(way => way.Encoder))
        {
            report($"{data.Name}, {labels} labels for each class, seed {draw.Seed}: {group.Key}");
            var before = ProcessorTime.Now();
            using var tuned = Tune(draw, group.First());
            Measure(labels, draw, tuned ?? model, Since(before), [.. group]);
        }
    }

    private TextEmbeddingModel? Tune(Draw draw, TuningWay way)
    {
        if (way.Options is null)
            return null;
        var texts = draw.Labeled.Select(row => new LabeledText(row.Text, row.Label));
        return FineTuner.Tune(model, way.TunesOnNames ? texts.Concat(data.Names.Select(pair => new LabeledText(pair.Value, pair.Key))) : texts, way.Options(draw.Seed));
    }

    private void Measure(int labels, Draw draw, TextEmbeddingModel encoder, double tuning, TuningWay[] ways)
    {
        double labeled = Embed(encoder, draw.Labeled), unlabeled = ways.Any(way => way.ReadsUnlabeled) ? Embed(encoder, draw.Unlabeled) : 0;
        Embed(encoder, draw.Test);
        var names = data.EmbedNames(encoder);
        foreach (var way in ways)
        {
            var before = ProcessorTime.Now();
            double accuracy = new Experiment(data).Accuracy(way.ReadsUnlabeled ? draw : draw with { Unlabeled = draw.Labeled }, way.Head(names));
            double seconds = tuning + labeled + (way.ReadsUnlabeled ? unlabeled : 0) + Since(before);
            results.Add(new TuningResult(data.Name, labels, draw.Seed, way.Name, 100 * accuracy, seconds));
        }
    }

    /// <summary>The model inside the package, which learns the task.</summary>
    private void MeasureStatic(int labels, Draw draw)
    {
        const string key = "Target";
        var ml = new MLContext(draw.Seed);
        var keys = ml.Transforms.Conversion.MapValueToKey(key, nameof(CorpusRow.Label)).Fit(ml.Data.LoadFromEnumerable(draw.Labeled));
        var before = ProcessorTime.Now();
        var fitted = ml.MulticlassClassification.Trainers.FineTuneStaticText(nameof(CorpusRow.Text), key).Fit(keys.Transform(ml.Data.LoadFromEnumerable(draw.Labeled)));
        double seconds = Since(before);
        double accuracy = ml.MulticlassClassification.Evaluate(fitted.Transform(keys.Transform(ml.Data.LoadFromEnumerable(draw.Test))), key).MicroAccuracy;
        results.Add(new TuningResult(data.Name, labels, draw.Seed, Static, 100 * accuracy, seconds));
    }

    /// <returns>Seconds of processor time.</returns>
    private static double Embed(TextEmbeddingModel encoder, IReadOnlyList<CorpusRow> rows)
    {
        var before = ProcessorTime.Now();
        CorpusRow.Embed(encoder, rows);
        return Since(before);
    }

    private static double Since(ProcessorTime before) => (ProcessorTime.Now() - before).Own.TotalSeconds;
}
