using System.Diagnostics;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>
/// Reads thousands of damaged files: a result or a clear error, soon, in memory that the file's size bounds. A round depends on seed and number alone, so that
/// one that fails can be run again.
/// </summary>
/// <param name="kind">What is read, for the report; errors must contain it unless <see cref="IsClear"/> says otherwise.</param>
/// <param name="read">Reads the file.</param>
internal sealed class Fuzzing(string kind, Action<byte[]> read)
{
    /// <summary>Bytes that reading may allocate for a byte of the file.</summary>
    private const int BytesAByte = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that reading may allocate besides, however small the file is.</summary>
    public required int Overhead { get; init; }

    /// <summary>Whether an error tells a user what is wrong.</summary>
    public Predicate<Exception> IsClear { get; init; } = error => error is InvalidDataException or NotSupportedException && error.Message.Contains(kind);

    /// <summary>Whether the file may hold anything at all.</summary>
    public bool IsProse { get; init; }

    /// <summary>Uses what was read.</summary>
    public Action Use { get; init; } = () => { };

    /// <param name="originals">Whole files.</param>
    /// <param name="mutate">Damages one.</param>
    /// <param name="rounds">Files that are read.</param>
    /// <param name="seed">Other damage for other seeds.</param>
    /// <returns>How many were read and used in spite of their damage.</returns>
    public int Run(IReadOnlyList<byte[]> originals, Func<byte[], Random, byte[]> mutate, int rounds, int seed)
    {
        foreach (byte[] original in originals)
        {
            read(original);
            Use();
        }
        int refused = 0, current = 0;
        long most = 0, started = Stopwatch.GetTimestamp();
        string? failure = null;
        byte[] file = [];
        var watch = Stopwatch.StartNew();
        // In a thread of its own, so that a file that is read for ever fails by name too.
        var reader = new Thread(() =>
        {
            for (int round = 0; round < rounds && failure is null; round++)
            {
                var random = new Random(unchecked((seed * 1_000_003) + round));
                byte[] damaged = mutate(originals[random.Next(originals.Count)], random);
                (file, current) = (damaged, round);
                Volatile.Write(ref started, Stopwatch.GetTimestamp());
                var (allocated, error) = Read(damaged);
                long besides = allocated - (BytesAByte * (long)damaged.Length);
                most = Math.Max(most, besides);
                refused += error is null ? 0 : 1;
                if (error is not null && !IsClear(error))
                    failure = error.ToString();
                else if (besides > Overhead)
                    failure = $"took {besides:N0} bytes of memory beyond {BytesAByte} times the file's size; {Overhead:N0} are allowed";
            }
        }) { IsBackground = true };
        reader.Start();
        while (!reader.Join(TimeSpan.FromMilliseconds(50)))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)) > Limit)
                Assert.Fail(Report($"takes more than {Limit}"));
        }
        if (failure is not null)
            Assert.Fail(Report(failure));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kind}: {rounds:N0} damaged files, seed {seed}, {refused:N0} refused, the others read, in {watch.Elapsed.TotalSeconds:F1} s; " +
            $"at most {most:N0} bytes of memory beyond {BytesAByte} times the file's size, {Overhead:N0} allowed");
        // Damage that is always found, or never, tests little.
        Assert.InRange(refused, IsProse ? 0 : rounds / 20, IsProse ? 0 : rounds - (rounds / 50));
        return rounds - refused;

        string Report(string reason) =>
            $"{kind}, seed {seed}, round {current}, {file.Length:N0} bytes: {reason}\n\n{Encoding.Latin1.GetString(file.AsSpan(0, Math.Min(file.Length, 4000)))}";
    }

    private (long Allocated, Exception? Error) Read(byte[] file)
    {
        Exception? error = null;
        long before = GC.GetAllocatedBytesForCurrentThread(), allocated = 0;
        try
        {
            read(file);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Use();
        }
        catch (Exception e)
        {
            error = e;
        }
        return (allocated > 0 ? allocated : GC.GetAllocatedBytesForCurrentThread() - before, error);
    }
}
