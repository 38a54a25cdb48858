using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>Processor time that this process and all others have used. Of others only Linux tells; elsewhere they count as quiet.</summary>
internal readonly record struct ProcessorTime(TimeSpan Own, TimeSpan Others)
{
    private const string StatisticsFile = "/proc/stat";
    private const double TicksASecond = 100;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    /// <param name="outside">Of other processes that work for this one.</param>
    public static ProcessorTime Now(TimeSpan outside = default)
    {
        var own = Environment.CpuUsage.TotalTime + outside;
        return new ProcessorTime(own, File.Exists(StatisticsFile) ? BusyTime() - own : TimeSpan.Zero);
    }

    public static ProcessorTime operator -(ProcessorTime later, ProcessorTime earlier) => new(later.Own - earlier.Own, later.Others - earlier.Others);

    public static void WaitUntilQuiet(double share, TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        ProcessorTime spent;
        do
        {
            var before = Now();
            Thread.Sleep(Glance);
            spent = Now() - before;
        }
        while (spent.Others > share * Environment.ProcessorCount * Glance && waited.Elapsed < patience);
    }

    /// <summary>The fields are user, nice, system, idle, iowait, irq, softirq, steal; steal is what other machines took of a virtual one.</summary>
    private static TimeSpan BusyTime()
    {
        string[] fields = File.ReadLines(StatisticsFile).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7, 8];
        return TimeSpan.FromSeconds(busy.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksASecond);
    }
}
