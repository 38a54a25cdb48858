using System.Diagnostics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>
/// Reads many damaged files of a target: each must be read, or refused with a clear error, soon, in memory that the file's size bounds. A file depends on the
/// target, the seed and its number alone, so that one can be made again.
/// </summary>
/// <param name="target">The format.</param>
/// <param name="seed">Other damage for other seeds.</param>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    /// <summary>Managed memory that reading may take for a byte of the file.</summary>
    public const int BytesAByte = 4;

    private readonly Lock gate = new();
    private FuzzReport report = new();
    private (int Number, FuzzFile File) current = (0, new FuzzFile("", []));
    private long started;
    private volatile bool isOver;

    /// <summary>Resident memory that the process may have, where it has nothing else in it.</summary>
    public long MostResident { get; init; } = long.MaxValue;

    /// <summary>Told of each file before it is read.</summary>
    public Action<int, FuzzFile> Starting { get; init; } = (_, _) => { };

    /// <param name="first">The number of the first file; before 0 come the files that once did harm.</param>
    /// <param name="count">Files that are read.</param>
    /// <exception cref="Exception">A file that is whole can't be read.</exception>
    public FuzzReport Run(int first, int count)
    {
        foreach (var whole in target.Seeds)
        {
            target.Read(whole);
            target.Use();
        }
        // In a thread of its own, so that a file that is read for ever is found too.
        var reader = new Thread(() => ReadAll(first, count)) { IsBackground = true };
        Volatile.Write(ref started, Stopwatch.GetTimestamp());
        reader.Start();
        while (!reader.Join(TimeSpan.FromMilliseconds(50)))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)) > target.Limit)
                Abandon($"takes more than {target.Limit.TotalSeconds:N0} seconds");
            else if (MostResident < long.MaxValue && Environment.WorkingSet > MostResident)
                Abandon($"is being read while the process has more than {MostResident:N0} bytes of memory");
            if (isOver)
                break;
        }
        return report;
    }

    private void ReadAll(int first, int count)
    {
        var faults = target.Faults;
        for (int number = first == 0 ? -faults.Count : first; number < first + count && !isOver; number++)
        {
            var file = number < 0 ? faults[^-number] : Make(number);
            Starting(number, file);
            lock (gate)
                current = (number, file);
            long begin = Stopwatch.GetTimestamp();
            Volatile.Write(ref started, begin);
            var (memory, error) = Read(file);
            var time = Stopwatch.GetElapsedTime(begin);
            lock (gate)
            {
                if (!isOver)
                    Count(number, file, memory - (BytesAByte * (long)file.Content.Length), time, error);
            }
        }
    }

    private FuzzFile Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var whole = target.Seeds[random.Next(target.Seeds.Count)];
        return whole with { Content = target.Damage(whole, random) };
    }

    /// <returns>The memory that reading took, and the error that reading or using ended with.</returns>
    private (long Memory, Exception? Error) Read(FuzzFile file)
    {
        long begin = GC.GetAllocatedBytesForCurrentThread(), read = begin;
        try
        {
            target.Read(file);
            read = GC.GetAllocatedBytesForCurrentThread();
            target.Use();
            long use = GC.GetAllocatedBytesForCurrentThread() - read;
            return (read - begin, use > target.OverheadOfUse ? new InsufficientMemoryException($"{use:N0} bytes were taken to use it; {target.OverheadOfUse:N0} are allowed") : null);
        }
        catch (Exception e)
        {
            return ((read > begin ? read : GC.GetAllocatedBytesForCurrentThread()) - begin, e);
        }
    }

    private void Count(int number, FuzzFile file, long memory, TimeSpan time, Exception? error)
    {
        string? defect = error is not null && !target.IsRefusal(error) ? error.ToString()
            : memory > target.Overhead ? $"took {memory:N0} bytes of memory beyond {BytesAByte} times the file's size; {target.Overhead:N0} are allowed"
            : null;
        report = report.Add(new FuzzReport
        {
            Read = defect is null && error is null ? 1 : 0,
            Refused = defect is null && error is not null ? 1 : 0,
            Defects = defect is null ? [] : [new FuzzDefect(number, file, defect)],
            MostMemory = memory,
            Slowest = time,
            SlowestNumber = number,
        });
    }

    private void Abandon(string reason)
    {
        lock (gate)
        {
            isOver = true;
            report = report.Add(new FuzzReport { Defects = [new FuzzDefect(current.Number, current.File, reason)], IsAbandoned = true });
        }
    }
}
