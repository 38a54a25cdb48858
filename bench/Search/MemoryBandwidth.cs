using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Search;

/// <summary>How fast all processors together read memory: what no search that reads it can be faster than.</summary>
internal static class MemoryBandwidth
{
    private const long Bytes = 1L << 30;

    /// <returns>Bytes a second.</returns>
    public static double Measure(int rounds)
    {
        var memory = new float[Bytes / sizeof(float)];
        Array.Fill(memory, 1);
        int pieces = Environment.ProcessorCount, length = memory.Length / pieces;
        var sums = new float[pieces];
        return Bytes / Median.Of(Enumerable.Range(0, rounds).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            Parallel.For(0, pieces, piece => sums[piece] = Sum(memory.AsSpan(piece * length, length)));
            return watch.Elapsed.TotalSeconds;
        }));
    }

    /// <summary>In four sums, so that no addition waits for the one before.</summary>
    private static float Sum(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector512<float> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i + 64 <= (nuint)values.Length; i += 64)
        {
            a += Vector512.LoadUnsafe(ref first, i);
            b += Vector512.LoadUnsafe(ref first, i + 16);
            c += Vector512.LoadUnsafe(ref first, i + 32);
            d += Vector512.LoadUnsafe(ref first, i + 48);
        }
        return Vector512.Sum(a + b + c + d);
    }
}
