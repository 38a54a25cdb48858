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

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that reading may allocate besides, however small the file is.</summary>
    public required int Overhead { get; init; }

    /// <summary>Whether an error tells a user what is wrong.</summary>
    public Predicate<Exception> IsClear { get; init; } = error => error is InvalidDataException or NotSupportedException && error.Message.Contains(kind);

    /// <summary>Uses what was read.</summary>
    public Action Use { get; init; } = () => { };

    /// <param name="originals">Whole files.</param>
    /// <param name="mutate">Damages one.</param>
    /// <param name="rounds">Files that are read.</param>
    /// <param name="seed">Other damage for other seeds.</param>
    public void Run(IReadOnlyList<byte[]> originals, Func<byte[], Random, byte[]> mutate, int rounds, int seed)
    {
        foreach (byte[] original in originals)
        {
            read(original);
            Use();
        }
        int refused = 0;
        long most = 0;
        var watch = Stopwatch.StartNew();
        for (int round = 0; round < rounds; round++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + round));
            byte[] file = mutate(originals[random.Next(originals.Count)], random);
            var (allocated, elapsed, error) = Read(file);
            if (error is not null && !IsClear(error))
                Fail(error.ToString());
            if (elapsed > Soon)
                Fail($"took {elapsed}");
            long besides = allocated - (BytesAByte * (long)file.Length);
            if (besides > Overhead)
                Fail($"took {besides:N0} bytes of memory beyond {BytesAByte} times the file's size; {Overhead:N0} are allowed");
            most = Math.Max(most, besides);
            refused += error is null ? 0 : 1;

            void Fail(string reason) => Assert.Fail(
                $"{kind}, seed {seed}, round {round}, {file.Length:N0} bytes: {reason}\n\n{Encoding.Latin1.GetString(file.AsSpan(0, Math.Min(file.Length, 4000)))}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kind}: {rounds:N0} damaged files, seed {seed}, {refused:N0} refused, the others read, in {watch.Elapsed.TotalSeconds:F1} s; " +
            $"at most {most:N0} bytes of memory beyond {BytesAByte} times the file's size, {Overhead:N0} allowed");
        // Damage that is always found, or never, tests little.
        Assert.InRange(refused, rounds / 20, rounds - (rounds / 50));
    }

    private (long Allocated, TimeSpan Elapsed, Exception? Error) Read(byte[] file)
    {
        Exception? error = null;
        long start = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread(), allocated = 0;
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
        return (allocated > 0 ? allocated : GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(start), error);
    }
}
