using System.Globalization;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>The first way beside the others.</summary>
internal static class RateTable
{
    /// <param name="ways">The first is the one that the others are compared with.</param>
    /// <param name="item">What is counted.</param>
    public static MarkdownTable Create(IReadOnlyList<WayTimes> ways, string item = "text") => new(
        ["", $"{item}s/s", $"processor ms per {item}", "first row / this row", "disturbed by others at most"],
        [.. ways.Select(way => new[]
        {
            way.Name,
            way.TextsASecond.ToString(way.TextsASecond < 1000 ? "F0" : "N0", CultureInfo.InvariantCulture),
            way.ProcessorMilliseconds.ToString(way.ProcessorMilliseconds < 1 ? "F4" : "F2", CultureInfo.InvariantCulture),
            ways[0].RatioTo(way).ToString("F2", CultureInfo.InvariantCulture),
            way.Runs.Max(run => run.OthersShare).ToString("P0", CultureInfo.InvariantCulture),
        })]);
}
