using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Fuzz;

/// <summary>The process that reads the damaged files of one format and nothing else, so that its memory is that of the format.</summary>
/// <param name="current">The file that has the number and the content of the damaged file that is being read: what is left where the process dies.</param>
internal sealed class FuzzChild(string current)
{
    /// <summary>What the process may have, with the runtime and the target in it.</summary>
    public const long MostResident = 512L << 20;

    /// <summary>Reads the files and prints a <see cref="FuzzSummary"/>.</summary>
    /// <param name="format">One of <see cref="FuzzedFormats.Names"/>.</param>
    /// <param name="first">The number of the first file.</param>
    /// <param name="count">Files that are read.</param>
    /// <param name="seed">Of the damage.</param>
    /// <param name="output">A folder for files with a defect.</param>
    public void Run(string format, int first, int count, int seed, string output)
    {
        using var target = FuzzedFormats.Create(format);
        using var handle = File.OpenHandle(current, FileMode.Create, FileAccess.Write, FileShare.Read);
        var run = new FuzzRun(target, seed)
        {
            MostResident = MostResident,
            Starting = (number, file) =>
            {
                RandomAccess.SetLength(handle, sizeof(int) + file.Content.Length);
                RandomAccess.Write(handle, [.. BitConverter.GetBytes(number), .. file.Content], 0);
            },
        };
        var report = run.Run(first, count);
        foreach (var defect in report.Defects)
            Save(output, $"{format}-{seed}-{defect.Number}", defect.File.Content, $"'{defect.File.Name}': {defect.Reason}\n");
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new FuzzSummary(
            report.Read,
            report.Refused,
            report.Defects.Count,
            report.IsAbandoned ? report.Defects[^1].Number : null,
            report.Slowest.TotalMilliseconds,
            report.SlowestNumber,
            process.PeakWorkingSet64)));
        Console.Out.Flush();
        // A thread may still be reading a file that it was to leave.
        if (report.IsAbandoned)
            Environment.Exit(0);
    }

    /// <summary>The damaged file that a process died of.</summary>
    public (int Number, byte[] Content) ReadCurrent()
    {
        byte[] bytes = File.ReadAllBytes(current);
        return (BitConverter.ToInt32(bytes), bytes[sizeof(int)..]);
    }

    /// <summary>Keeps a file with a defect, and what is wrong beside it.</summary>
    public static void Save(string output, string name, byte[] content, string reason)
    {
        Directory.CreateDirectory(output);
        File.WriteAllBytes(Path.Combine(output, name), content);
        File.WriteAllText(Path.Combine(output, $"{name}.txt"), reason);
    }
}
