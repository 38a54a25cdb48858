using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>
/// Runs all ways in turn, A B C A B C …: what else the machine does in a round meets all of them, so that the ratio within a round says more than
/// two rates of different minutes. A run that other processes disturbed is repeated.
/// </summary>
internal static class InterleavedRounds
{
    private const double QuietShare = 0.03;

    /// <summary>For all repetitions together: on a machine that is never quiet the table comes all the same, and says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>For the report.</summary>
    public static string Describe(int rounds) =>
        $"Medians over {rounds} rounds; the ways of a table run in turn in one process, and a ratio is the median of the rounds' ratios.";

    public static WayTimes[] Measure(IReadOnlyList<Way> ways, int rounds)
    {
        var runs = ways.Select(way => new WayRun[rounds]).ToArray();
        foreach (var way in ways)
            way.Run();
        var patience = Patience;
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < ways.Count; i++)
            {
                runs[i][round] = MeasureQuietly(ways[i], ref patience);
                Console.Error.WriteLine($"round {round + 1}: {runs[i][round].TextsASecond,9:F1} a second, others {runs[i][round].OthersShare,4:P0}, {ways[i].Name}");
            }
        }
        return [.. ways.Select((way, i) => new WayTimes(way.Name, runs[i]))];
    }

    /// <summary>The first run that nobody disturbed; where there is none, the least disturbed.</summary>
    private static WayRun MeasureQuietly(Way way, ref TimeSpan patience)
    {
        var best = MeasureOnce(way);
        var watch = Stopwatch.StartNew();
        while (best.OthersShare > QuietShare && watch.Elapsed < patience)
        {
            ProcessorTime.WaitUntilQuiet(QuietShare, patience - watch.Elapsed);
            var next = MeasureOnce(way);
            if (next.OthersShare < best.OthersShare)
                best = next;
        }
        patience -= watch.Elapsed;
        return best;
    }

    private static WayRun MeasureOnce(Way way)
    {
        Settle();
        var before = ProcessorTime.Now(way.OutsideTime);
        var watch = Stopwatch.StartNew();
        way.Run();
        double seconds = watch.Elapsed.TotalSeconds;
        var spent = ProcessorTime.Now(way.OutsideTime) - before;
        return new WayRun(way.Texts / seconds, spent.Own.TotalMilliseconds / way.Texts, spent.Others.TotalSeconds / (seconds * Environment.ProcessorCount));
    }

    /// <summary>The way before must not be paid for by this one: neither its garbage nor its threads that still wait for work in a loop.</summary>
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Thread.Sleep(100);
    }
}
