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
            throw new InvalidDataException($"'{fileName}' holds no table 'embeddings' of token vectors; it has {string.Join(", ", tensors.Keys)}. Is it a Model2Vec model?");
        if (tensors.Keys.FirstOrDefault(name => name != "embeddings") is { } other)
            throw new NotSupportedException($"'{fileName}' holds '{other}' beside the token vectors (a quantised vocabulary), which this version does not read. Use a model without it.");

        int count = (int)tensor.Shape[0], dimension = (int)tensor.Shape[1];
        return tensor.ElementType switch
        {
            "F32" => new TokenTable<float>(tensor.Data, count, dimension),
            "F16" => new TokenTable<Half>(tensor.Data, count, dimension),
            "I8" => new TokenTable<sbyte>(tensor.Data, count, dimension),
            _ => throw new NotSupportedException($"'{fileName}' has token vectors of type {tensor.ElementType}; F32, F16 and I8 are known. Convert the model."),
        };
    }
}

internal sealed class TokenTable<T>(ReadOnlyMemory<byte> data, int count, int dimension) : TokenTable(count, dimension)
    where T : unmanaged, System.Numerics.INumberBase<T>
{
    [ThreadStatic]
    private static float[]? rowBuffer;

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        var rows = MemoryMarshal.Cast<byte, T>(data.Span);
        if (rowBuffer is null || rowBuffer.Length < Dimension)
            rowBuffer = new float[Dimension];
        var row = rowBuffer.AsSpan(0, Dimension);
        foreach (int id in ids)
        {
            TensorPrimitives.ConvertTruncating(rows.Slice(id * Dimension, Dimension), row);
            TensorPrimitives.Add(sum, row, sum);
        }
    }
}
