using System.Diagnostics;
using Microsoft.ML.Data;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>How long training on unlabeled rows takes, and a prediction.</summary>
internal static class TimeTable
{
    private const int Dimension = 384, Rounds = 5;

    private sealed class Row
    {
        public bool Label { get; set; }

        [VectorType(Dimension)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Answer
    {
        public bool PredictedLabel { get; set; }
    }

    public static string Measure()
    {
        var ml = new MLContext(seed: 1);
        var rows = new List<string[]>();
        var labeled = Rows(32, seed: 1);
        ITransformer fewShot = null!;
        foreach (int count in new[] { 2_500, 5_000, 10_000, 20_000 })
        {
            var options = new FewShotOptions { ClassEmbeddings = Names(), UnlabeledData = ml.Data.LoadFromEnumerable(Rows(count, seed: 2)) };
            double best = double.PositiveInfinity;
            for (int round = 0; round < Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                fewShot = ml.BinaryClassification.Trainers.FewShot(options).Fit(ml.Data.LoadFromEnumerable(labeled));
                best = Math.Min(best, clock.Elapsed.TotalSeconds);
            }
            rows.Add([Number.Show(count, "N0"), Number.Show(best, "F2")]);
        }
        var plain = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 1).Fit(ml.Data.LoadFromEnumerable(labeled));
        return $"""
            {new MarkdownTable([$"Unlabeled rows × {Dimension}", "Seconds on one core"], rows) { TextColumns = 0 }.ToMarkdown()}
            A prediction of `PredictionEngine` takes {Number.Show(Microseconds(ml, fewShot, labeled), "F1")} µs with `FewShot` and
            {Number.Show(Microseconds(ml, plain, labeled), "F1")} µs with `LbfgsLogisticRegression`, the vector given.

            """;
    }

    private static double Microseconds(MLContext ml, ITransformer model, Row[] rows)
    {
        const int predictions = 20_000;
        using var engine = ml.Model.CreatePredictionEngine<Row, Answer>(model);
        double best = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < predictions; i++)
                engine.Predict(rows[i % rows.Length]);
            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / predictions);
        }
        return best;
    }

    private static ClassEmbeddings Names() => new([KeyValuePair.Create("False", Vector(new Random(5), false)), KeyValuePair.Create("True", Vector(new Random(6), true))]);

    private static Row[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Row { Label = i % 2 == 1, Features = Vector(random, i % 2 == 1) })];
    }

    private static float[] Vector(Random random, bool positive) =>
        [.. Enumerable.Range(0, Dimension).Select(i => (float)(random.NextDouble() - 0.5 + (i < 20 ? positive ? 0.2 : -0.2 : 0)))];
}
