using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// Pillow's resize to the last bit: a pass over the rows, rounded to 8 bits, then one over the columns; a pass that changes no size is skipped. Of the
/// resized image only the used part is computed.
/// </summary>
internal static class ImageResampler
{
    private const int Rounding = 1 << (ResamplingWeights.PrecisionBits - 1);

    /// <param name="source">Stays as it is.</param>
    /// <param name="filter">Null where nothing is resized.</param>
    /// <param name="geometry">Of an image of this size.</param>
    /// <returns>The used part, and zeros around it where it is smaller than the result.</returns>
    public static PixelBuffer Fit(PixelBuffer source, ResamplingFilter? filter, ImageGeometry geometry)
    {
        var used = filter == ResamplingFilter.Nearest ? TakeNearest(source, geometry) : Resize(source, filter ?? ResamplingFilter.Box, geometry);
        if (!geometry.IsPadded)
            return used;
        using (used)
        {
            var (columns, rows) = geometry;
            var padded = new PixelBuffer((int)columns.Length, (int)rows.Length);
            padded.Pixels.Clear();
            for (int row = 0; row < used.Height; row++)
                used.Pixels.Slice(row * used.Width, used.Width).CopyTo(padded.Pixels[((((int)rows.Padding + row) * padded.Width) + (int)columns.Padding)..]);
            return padded;
        }
    }

    private static PixelBuffer Resize(PixelBuffer source, ResamplingFilter filter, ImageGeometry geometry)
    {
        var (columns, rows) = geometry;
        using var vertical = rows.Resized == source.Height ? null : new ResamplingWeights(filter, source.Height, rows);
        int width = (int)columns.Used, height = (int)rows.Used;
        int firstRow = vertical?.First(0) ?? (int)rows.Start;
        int lastRow = vertical is null ? firstRow + height : vertical.First(height - 1) + vertical.Count(height - 1);

        var between = new PixelBuffer(width, lastRow - firstRow);
        if (columns.Resized == source.Width)
        {
            for (int row = 0; row < between.Height; row++)
                source.Pixels.Slice(((firstRow + row) * source.Width) + (int)columns.Start, width).CopyTo(between.Pixels[(row * width)..]);
        }
        else
        {
            using var horizontal = new ResamplingWeights(filter, source.Width, columns);
            ResizeRows(source, firstRow, horizontal, between);
        }
        if (vertical is null)
            return between;
        using (between)
        {
            var result = new PixelBuffer(width, height);
            ResizeColumns(between, firstRow, vertical, result);
            return result;
        }
    }

    /// <summary>Some rows at a time: a column's weights are spread over the channels once for all of them, and the rows stay in the nearest cache.</summary>
    private static unsafe void ResizeRows(PixelBuffer source, int firstRow, ResamplingWeights weights, PixelBuffer target)
    {
        const int rowsAtOnce = 32;
        int stride = source.Width * PixelBuffer.Channels;
        var spread = new Vector256<int>[weights.MostPairs];
        fixed (byte* levels = source.Levels)
        {
            for (int top = 0; top < target.Height; top += rowsAtOnce)
            {
                int count = Math.Min(rowsAtOnce, target.Height - top);
                for (int column = 0; column < target.Width; column++)
                {
                    var pairs = MemoryMarshal.Cast<int, long>(weights.Of(column));
                    for (int i = 0; i < pairs.Length; i++)
                        spread[i] = Vector256.Shuffle(Vector256.CreateScalarUnsafe(pairs[i]).AsInt32(), Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1));
                    byte* window = levels + (((firstRow + top) * (long)stride) + (weights.First(column) * PixelBuffer.Channels));
                    var pixels = target.Pixels[((top * target.Width) + column)..];
                    for (int row = 0; row < count; row++, window += stride)
                        pixels[row * target.Width] = ToPixel(Sum(window, spread.AsSpan(0, pairs.Length)));
                }
            }
        }
    }

    /// <summary>Two pixels at a time: where their number is odd the last one's neighbor has the weight 0.</summary>
    private static unsafe Vector128<int> Sum(byte* window, ReadOnlySpan<Vector256<int>> weights)
    {
        var sum = Vector256<int>.Zero;
        for (int i = 0; i < weights.Length; i++)
            sum += Widen(((ulong*)window)[i]) * weights[i];
        return sum.GetLower() + sum.GetUpper() + Vector128.Create(Rounding);
    }

    private static unsafe void ResizeColumns(PixelBuffer source, int firstRow, ResamplingWeights weights, PixelBuffer target)
    {
        int stride = source.Width * PixelBuffer.Channels;
        fixed (byte* levels = source.Levels, results = target.Levels)
        {
            for (int row = 0; row < target.Height; row++)
            {
                var rowWeights = weights.Of(row)[..weights.Count(row)];
                byte* window = levels + ((weights.First(row) - firstRow) * (long)stride), result = results + (row * (long)stride);
                for (int at = 0; at < stride; at += Vector256<byte>.Count)
                {
                    // After the last column lies the next row, or the slack: what is written there is written again, or never read.
                    var (sum0, sum1, sum2, sum3) = (Vector256.Create(Rounding), Vector256.Create(Rounding), Vector256.Create(Rounding), Vector256.Create(Rounding));
                    ulong* from = (ulong*)(window + at);
                    foreach (int weight in rowWeights)
                    {
                        sum0 += Widen(from[0]) * weight;
                        sum1 += Widen(from[1]) * weight;
                        sum2 += Widen(from[2]) * weight;
                        sum3 += Widen(from[3]) * weight;
                        from = (ulong*)((byte*)from + stride);
                    }
                    Vector256.Narrow(Vector256.Narrow(ToLevels(sum0), ToLevels(sum1)), Vector256.Narrow(ToLevels(sum2), ToLevels(sum3))).Store(result + at);
                }
            }
        }
    }

    private static PixelBuffer TakeNearest(PixelBuffer source, ImageGeometry geometry)
    {
        int[] columnOf = Nearest(source.Width, geometry.Horizontal), rowOf = Nearest(source.Height, geometry.Vertical);
        var result = new PixelBuffer(columnOf.Length, rowOf.Length);
        for (int row = 0; row < result.Height; row++)
        {
            var from = source.Pixels.Slice(rowOf[row] * source.Width, source.Width);
            var to = result.Pixels.Slice(row * result.Width, result.Width);
            for (int column = 0; column < to.Length; column++)
                to[column] = from[columnOf[column]];
        }
        return result;

        static int[] Nearest(int source, AxisGeometry axis)
        {
            double step = (double)source / axis.Resized, position = step / 2;
            var indices = new int[axis.Used];
            // Added up and not multiplied, as Pillow does: the sums' rounding decides where two pixels are equally near.
            for (long i = 0; i < axis.Start + axis.Used; i++, position += step)
            {
                if (i >= axis.Start)
                    indices[i - axis.Start] = Math.Min((int)position, source - 1);
            }
            return indices;
        }
    }

    private static Vector256<int> Widen(ulong twoPixels) =>
        Vector256.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(twoPixels).AsByte()).ToVector256Unsafe()).AsInt32();

    private static Vector256<uint> ToLevels(Vector256<int> sums) =>
        Vector256.Clamp(Vector256.ShiftRightArithmetic(sums, ResamplingWeights.PrecisionBits), Vector256<int>.Zero, Vector256.Create(255)).AsUInt32();

    private static uint ToPixel(Vector128<int> sums)
    {
        var levels = Vector128.Clamp(Vector128.ShiftRightArithmetic(sums, ResamplingWeights.PrecisionBits), Vector128<int>.Zero, Vector128.Create(255)).AsUInt32();
        var narrow = Vector128.Narrow(levels, levels);
        return Vector128.Narrow(narrow, narrow).AsUInt32().ToScalar();
    }
}
