using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.StaticTuning;

/// <summary>The linear probe on a static model, beside the same model tuned together with a head.</summary>
/// <param name="folder">With the data sets.</param>
/// <param name="onTrainingRows">Whether draws are tested on other rows of the training part, with other seeds: what settings are chosen on.</param>
/// <param name="report">Is told of each step.</param>
internal sealed class TuningTable(string folder, bool onTrainingRows, Action<string> report)
{
    private const int Labels = 1000, Draws = 5, FirstChoosingSeed = 101, MostTestRows = 2000;

    private static readonly string[] Tested = ["TREC", "SST-2", "Banking77"];

    private readonly int[] seeds = [.. Enumerable.Range(onTrainingRows ? FirstChoosingSeed : 1, Draws)];

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    /// <param name="Accuracy">In percent.</param>
    /// <param name="Seconds">Of processor time of the fit, from texts on.</param>
    private readonly record struct Result(double Accuracy, double Seconds);

    public string Measure(TextEmbeddingModel model)
    {
        // So that no row of the table has the time of compiling.
        Fit(Probe(model), Read("TREC", 1).Training[..100], []);
        Fit(Tuned(model), Read("TREC", 1).Training[..100], []);
        var rows = new List<string[]>();
        var means = new List<(double Probe, double Tuned)>();
        foreach (string name in onTrainingRows ? DataSet.All : Tested)
        {
            var (probe, tuned) = (new List<Result>(), new List<Result>());
            foreach (int seed in seeds)
            {
                report($"{name}, seed {seed}");
                var (training, test) = Read(name, seed);
                probe.Add(Fit(Probe(model), training, test));
                tuned.Add(Fit(Tuned(model), training, test));
            }
            means.Add((probe.Average(result => result.Accuracy), tuned.Average(result => result.Accuracy)));
            rows.Add(
            [
                name, WithError([.. probe.Select(result => result.Accuracy)]), WithError([.. tuned.Select(result => result.Accuracy)]),
                Difference([.. tuned.Zip(probe, (one, other) => one.Accuracy - other.Accuracy)]),
                Number.Show(probe.Average(result => result.Seconds), "F1"), Number.Show(tuned.Average(result => result.Seconds), "F1"),
            ]);
        }
        var (allProbe, allTuned) = (means.Average(pair => pair.Probe), means.Average(pair => pair.Tuned));
        rows.Add(["mean", Number.Show(allProbe, "F1"), Number.Show(allTuned, "F1"), Number.Difference(allTuned - allProbe), "", ""]);
        return $"""
            {new MarkdownTable(["Data", "`LinearProbe`", "tuned", "difference", "CPU seconds, `LinearProbe`", "CPU seconds, tuned"], rows).ToMarkdown()}
            Accuracy in percent {(onTrainingRows ? "on other training rows" : "on rows that were not trained on")}: mean ± standard error of {Draws} draws of {Labels:N0} labeled texts,
            seeds {seeds[0]} to {seeds[^1]}. Processor time of a fit, from texts to the model.

            """;
    }

    private (CorpusRow[] Training, CorpusRow[] Test) Read(string name, int seed)
    {
        var (pool, test) = DataSet.Read(name, folder).Split(seed);
        CorpusRow[] shuffled = [.. pool];
        new Random(seed).Shuffle(shuffled);
        // Two rows of each class come first: no class has a single one.
        var taken = new Dictionary<string, int>();
        var parts = shuffled.ToLookup(row => (taken[row.Label] = taken.GetValueOrDefault(row.Label) + 1) <= 2);
        CorpusRow[] ordered = [.. parts[true], .. parts[false]];
        int count = Math.Min(Labels, ordered.Length * 4 / 5);
        return (ordered[..count], onTrainingRows ? ordered[count..Math.Min(ordered.Length, count + MostTestRows)] : [.. test]);
    }

    private static Func<MLContext, IEstimator<ITransformer>> Probe(TextEmbeddingModel model) => ml =>
        ml.Transforms.Text.EmbedText("Features", nameof(Row.Text), model).Append(ml.MulticlassClassification.Trainers.LinearProbe());

    private static Func<MLContext, IEstimator<ITransformer>> Tuned(TextEmbeddingModel model) => ml =>
        ml.MulticlassClassification.Trainers.FineTuneStaticText(new FineTuneStaticTextOptions { Model = model });

    private static Result Fit(Func<MLContext, IEstimator<ITransformer>> create, CorpusRow[] training, CorpusRow[] test)
    {
        var ml = new MLContext(seed: 1);
        var rows = View(ml, training);
        var keys = ml.Transforms.Conversion.MapValueToKey(nameof(Row.Label)).Fit(rows);
        var before = ProcessorTime.Now();
        var fitted = create(ml).Fit(keys.Transform(rows));
        double seconds = (ProcessorTime.Now() - before).Own.TotalSeconds;
        return new Result(test.Length == 0 ? 0 : 100 * ml.MulticlassClassification.Evaluate(fitted.Transform(keys.Transform(View(ml, test)))).MicroAccuracy, seconds);
    }

    private static IDataView View(MLContext ml, CorpusRow[] rows) => ml.Data.LoadFromEnumerable(rows.Select(row => new Row { Text = row.Text, Label = row.Label }));

    private static string WithError(double[] values) => $"{Number.Show(values.Average(), "F1")} ± {Number.Show(Spread.StandardError(values), "F1")}";

    private static string Difference(double[] values) => $"{Number.Difference(values.Average())} ± {Number.Show(Spread.StandardError(values), "F1")}";
}
