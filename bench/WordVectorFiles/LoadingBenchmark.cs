using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WordVectorFiles;

/// <summary>How long a file of word vectors takes to load and, where questions are given, its analogy test. bench/python/word_vectors.py runs it beside gensim.</summary>
internal static class LoadingBenchmark
{
    private const double Megabyte = 1e6;

    public static Section Run(string file, string? questions, int rounds)
    {
        double megabytes = new FileInfo(file).Length / Megabyte;
        // The first one reads the file from disk and compiles the code.
        var vectors = WordVectors.Load(file);
        var runs = Enumerable.Range(0, rounds).Select(_ => Measure(() => vectors = WordVectors.Load(file))).ToArray();
        var rows = new List<IReadOnlyList<string>> { Row("load", runs, Show(megabytes / Median.Of(runs.Select(run => run.Processor)), "F0")) };
        if (questions is not null)
            rows.Add(Row("analogy test", [.. Enumerable.Range(0, rounds).Select(_ => Measure(() => vectors.EvaluateAnalogies(questions)))], ""));
        return new Section(
            $"Word vectors, {Path.GetFileName(file)}",
            $"{Show(megabytes, "F0")} MB, {vectors.Count:N0} × {vectors.Dimension}, {vectors.Describe().Format}. Medians over {rounds} rounds.",
            new MarkdownTable(["", "seconds", "processor seconds", "MB a processor second"], rows));
    }

    private static IReadOnlyList<string> Row(string name, (double Clock, double Processor)[] runs, string rate) =>
        [name, Show(Median.Of(runs.Select(run => run.Clock)), "F3"), Show(Median.Of(runs.Select(run => run.Processor)), "F3"), rate];

    private static (double Clock, double Processor) Measure(Action work)
    {
        GC.Collect();
        var before = ProcessorTime.Now();
        var watch = Stopwatch.StartNew();
        work();
        return (watch.Elapsed.TotalSeconds, (ProcessorTime.Now() - before).Own.TotalSeconds);
    }

    private static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
