using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

internal sealed class SingleTokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : TokenTable(count, dimension)
{
    public override string ElementType => "F32";

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        var rows = MemoryMarshal.Cast<byte, float>(data.Span);
        foreach (int id in ids)
            TensorPrimitives.Add(sum, rows.Slice(id * Dimension, Dimension), sum);
    }

    public override void AddRow(int id, float weight, Span<float> sum) =>
        TensorPrimitives.MultiplyAdd(MemoryMarshal.Cast<byte, float>(data.Span).Slice(id * Dimension, Dimension), weight, sum, sum);
}

/// <summary>Rows of a narrow type, widened block by block on the stack.</summary>
internal abstract class WidenedTokenTable(int count, int dimension) : TokenTable(count, dimension)
{
    private const int BlockValues = 64;

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        foreach (int id in ids)
            AddRow(id, 1, sum);
    }

    public override void AddRow(int id, float weight, Span<float> sum)
    {
        Span<float> block = stackalloc float[BlockValues];
        for (int start = 0; start < Dimension; start += BlockValues)
        {
            int length = Math.Min(BlockValues, Dimension - start);
            Widen(id * Dimension + start, block[..length]);
            var part = sum.Slice(start, length);
            TensorPrimitives.MultiplyAdd(block[..length], weight, part, part);
        }
    }

    protected abstract void Widen(int start, Span<float> values);
}

internal sealed class HalfTokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : WidenedTokenTable(count, dimension)
{
    public override string ElementType => "F16";

    protected override void Widen(int start, Span<float> values) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(data.Span).Slice(start, values.Length), values);
}

internal sealed class BFloat16TokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : WidenedTokenTable(count, dimension)
{
    public override string ElementType => "BF16";

    protected override void Widen(int start, Span<float> values)
    {
        var bits = MemoryMarshal.Cast<byte, ushort>(data.Span).Slice(start, values.Length);
        for (int i = 0; i < values.Length; i++)
            values[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
    }
}

internal sealed class SByteTokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : WidenedTokenTable(count, dimension)
{
    public override string ElementType => "I8";

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        var rows = MemoryMarshal.Cast<byte, sbyte>(data.Span);
        foreach (int id in ids)
            AddRow(rows.Slice(id * Dimension, Dimension), sum);
    }

    protected override void Widen(int start, Span<float> values)
    {
        var row = MemoryMarshal.Cast<byte, sbyte>(data.Span).Slice(start, values.Length);
        for (int i = 0; i < values.Length; i++)
            values[i] = row[i];
    }

    /// <summary>TensorPrimitives converts bytes one by one; widening them in registers is ten times faster.</summary>
    private static void AddRow(ReadOnlySpan<sbyte> row, Span<float> sum)
    {
        int i = 0;
        for (; i <= row.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(row[i..]), out var low, out var high);
            AddWidened(low, sum[i..]);
            AddWidened(high, sum[(i + Vector<short>.Count)..]);
        }
        for (; i < row.Length; i++)
            sum[i] += row[i];
    }

    private static void AddWidened(Vector<short> values, Span<float> sum)
    {
        Vector.Widen(values, out var low, out var high);
        var second = sum[Vector<float>.Count..];
        (new Vector<float>(sum) + Vector.ConvertToSingle(low)).CopyTo(sum);
        (new Vector<float>(second) + Vector.ConvertToSingle(high)).CopyTo(second);
    }
}
