using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tests;
using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Fuzz;

/// <summary>Damaged files of each format, read in a process of its own; one that dies is counted and followed by another.</summary>
/// <param name="seed">Of the damage.</param>
/// <param name="output">A folder for files with a defect.</param>
internal sealed class FuzzTable(int seed, string output)
{
    /// <summary>A format with so many files that no process outlives is known well enough.</summary>
    private const int MostProcesses = 20;

    private const double Megabyte = 1 << 20;

    /// <param name="formats">Some of <see cref="FuzzedFormats.Names"/>.</param>
    /// <param name="count">Damaged files of a format.</param>
    /// <param name="progress">Told of each format.</param>
    public string Measure(IReadOnlyList<string> formats, Func<string, int> count, Action<string> progress)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (string format in formats)
        {
            progress(format);
            var summary = Run(format, count(format));
            rows.Add(
            [
                format, Show(summary.Files), Show(summary.Read), Show(summary.Refused), Show(summary.Defects), Show(summary.PeakResident / Megabyte),
                Show(summary.SlowestMilliseconds),
            ]);
        }
        var table = new MarkdownTable(["format", "files", "read", "refused", "defects", "peak MB", "slowest ms"], rows);
        return $"""
            {table.ToMarkdown()}
            Seed {seed}. A defect is any other exception, more than {FuzzRun.BytesAByte} bytes of managed memory for a byte of the file besides what its target
            allows, a process of more than {Show(FuzzChild.MostResident / Megabyte)} MB, and a file that takes longer than its target's limit.
            {Machine.Describe()}
            """;
    }

    private FuzzSummary Run(string format, int count)
    {
        using var folder = new TemporaryFolder();
        var child = new FuzzChild(folder["current"]);
        var total = new FuzzSummary(0, 0, 0, null, 0, 0, 0);
        int next = 0;
        for (int processes = 0; next < count && processes < MostProcesses; processes++)
        {
            if (Start(format, next, count - next, folder["current"], out string error) is { } summary)
            {
                total = total.Add(summary);
                next = summary.Abandoned + 1 ?? count;
                continue;
            }
            if (!File.Exists(folder["current"]))
                throw new InvalidDataException($"The process for {format} ended before its first file: {error}");
            var (number, content) = child.ReadCurrent();
            FuzzChild.Save(output, $"{format}-{seed}-{number}", content, $"The process died.\n{error}\n");
            total = total.Add(new FuzzSummary(0, 0, 1, null, 0, number, 0));
            // What came of the files before it died with the process.
            if (number > next && Start(format, next, number - next, folder["current"], out _) is { } before)
                total = total.Add(before);
            next = Math.Max(number, 0) + 1;
        }
        return total;
    }

    /// <returns>Null where the process died.</returns>
    private FuzzSummary? Start(string format, int first, int count, string current, out string error)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(FuzzTable).Assembly.Location);
        string[] arguments =
            ["fuzz", "--format", format, "--seed", Number(seed), "--count", Number(count), "--out", output, "--first", Number(first), "--current", current];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error = errors.Result;
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<FuzzSummary>(printed) : null;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(double value) => Reporting.Number.Show(value, "N0");
}
