using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Models;
using Microsoft.ML.TransferEmbeddings.Persistence;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>One row a token id, read where it lies in the model's file. Thread-safe.</summary>
internal abstract class TokenTable(int count, int dimension)
{
    public int Count { get; } = count;

    public int Dimension { get; } = dimension;

    /// <summary>Adds the row of every id to <paramref name="sum"/>.</summary>
    public abstract void AddRows(ReadOnlySpan<int> ids, Span<float> sum);

    public static TokenTable Read(ModelPart weights, string fileName)
    {
        var tensors = SafetensorsFile.Read(weights.Content, fileName);
        if (!tensors.TryGetValue("embeddings", out var tensor) || tensor.Shape is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue])
            throw new InvalidDataException($"'{fileName}' holds no table 'embeddings' of token vectors; it has {string.Join(", ", tensors.Keys.Take(5))}{(tensors.Count > 5 ? " …" : "")}. A Model2Vec model has one; a transformer network needs an ONNX graph beside it, as 'optimum-cli export onnx' writes it.");
        if (tensors.Keys.FirstOrDefault(name => name != "embeddings") is { } other)
            throw new NotSupportedException($"'{fileName}' holds '{other}' beside the token vectors (a quantised vocabulary), which this version does not read. Use a model without it.");

        int count = (int)tensor.Shape[0], dimension = (int)tensor.Shape[1];
        return tensor.ElementType switch
        {
            "F32" => new SingleTokenTable(tensor.Data, count, dimension),
            "F16" => new HalfTokenTable(tensor.Data, count, dimension),
            "I8" => new SByteTokenTable(tensor.Data, count, dimension),
            _ => throw new NotSupportedException($"'{fileName}' has token vectors of type {tensor.ElementType}; F32, F16 and I8 are known. Convert the model."),
        };
    }
}

internal sealed class SingleTokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : TokenTable(count, dimension)
{
    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        var rows = MemoryMarshal.Cast<byte, float>(data.Span);
        foreach (int id in ids)
            TensorPrimitives.Add(sum, rows.Slice(id * Dimension, Dimension), sum);
    }
}

internal sealed class HalfTokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : TokenTable(count, dimension)
{
    private const int BlockValues = 64;

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        var rows = MemoryMarshal.Cast<byte, Half>(data.Span);
        Span<float> block = stackalloc float[BlockValues];
        foreach (int id in ids)
        {
            var row = rows.Slice(id * Dimension, Dimension);
            for (int start = 0; start < Dimension; start += BlockValues)
            {
                int length = Math.Min(BlockValues, Dimension - start);
                TensorPrimitives.ConvertToSingle(row.Slice(start, length), block);
                var part = sum.Slice(start, length);
                TensorPrimitives.Add(part, block[..length], part);
            }
        }
    }
}

internal sealed class SByteTokenTable(ReadOnlyMemory<byte> data, int count, int dimension) : TokenTable(count, dimension)
{
    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        var rows = MemoryMarshal.Cast<byte, sbyte>(data.Span);
        foreach (int id in ids)
            AddRow(rows.Slice(id * Dimension, Dimension), sum);
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
