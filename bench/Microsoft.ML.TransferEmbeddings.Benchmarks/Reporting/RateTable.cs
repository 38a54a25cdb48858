using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;

/// <summary>The first way beside the others.</summary>
internal static class RateTable
{
    public static MarkdownTable Create(IReadOnlyList<WayTimes> ways) => new(
        ["", "texts/s", "processor ms a text", "first row / this row", "disturbed by others at most"],
        [.. ways.Select(way => new[]
        {
            way.Name,
            way.TextsASecond.ToString(way.TextsASecond < 1000 ? "F0" : "N0", CultureInfo.InvariantCulture),
            way.ProcessorMilliseconds.ToString(way.ProcessorMilliseconds < 1 ? "F4" : "F2", CultureInfo.InvariantCulture),
            ways[0].RatioTo(way).ToString("F2", CultureInfo.InvariantCulture),
            way.Runs.Max(run => run.OthersShare).ToString("P0", CultureInfo.InvariantCulture),
        })]);
}
