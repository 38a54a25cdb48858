using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>How the time of training the linear probe grows with the number of classes.</summary>
internal static class ClassesTable
{
    private const int Dimension = 256, RowsOfClass = 2;

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(Dimension)]
        public float[] Features { get; set; } = [];
    }

    public static string Measure(Action<string> progress)
    {
        // So that no row of the table has the time of compiling.
        Seconds(classes: 10);
        var rows = new List<string[]>();
        foreach (int classes in new[] { 10, 100, 500, 1500 })
        {
            progress($"{classes} classes");
            rows.Add([Number.Show(classes, "N0"), Number.Show(Seconds(classes), "F2")]);
        }
        return new MarkdownTable([$"Classes of {RowsOfClass} rows × {Dimension}", "Seconds of processor time, `LinearProbe`"], rows) { TextColumns = 0 }.ToMarkdown();
    }

    private static double Seconds(int classes)
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Rows(classes));
        var keyed = ml.Transforms.Conversion.MapValueToKey(nameof(Row.Label)).Fit(data).Transform(data);
        var before = ProcessorTime.Now();
        ml.MulticlassClassification.Trainers.LinearProbe().Fit(keyed);
        return (ProcessorTime.Now() - before).Own.TotalSeconds;
    }

    /// <summary>Each class has a center, and rows around it that are half as far from the center as the centers are from each other; later dimensions vary less.</summary>
    private static IEnumerable<Row> Rows(int classes)
    {
        var random = new Random(1);
        float[][] centers = [.. Enumerable.Range(0, classes).Select(_ => Vector(random))];
        return [.. Enumerable.Range(0, classes * RowsOfClass).Select(i => new Row
        {
            Label = $"class {i % classes}",
            Features = [.. centers[i % classes].Zip(Vector(random), (center, noise) => center + noise / 2)],
        })];
    }

    private static float[] Vector(Random random) => [.. Enumerable.Range(1, Dimension).Select(place => (float)((random.NextDouble() - 0.5) / Math.Pow(place, 0.35)))];
}
