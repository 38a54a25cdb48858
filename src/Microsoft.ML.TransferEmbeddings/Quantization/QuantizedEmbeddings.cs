using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Embeddings kept as codes, to be searched: candidates are found by their codes and then scored anew in single precision. Thread-safe for searches; not while
/// embeddings are added.
/// </summary>
/// <param name="quantizer">Makes the codes.</param>
public sealed class QuantizedEmbeddings(EmbeddingQuantizer quantizer)
{
    private readonly EmbeddingQuantizer quantizer = quantizer ?? throw new ArgumentNullException(nameof(quantizer));
    private byte[] codes = [];

    /// <summary>Embeddings that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an embedding; its index is the number of those before it.</summary>
    /// <exception cref="ArgumentException"><paramref name="embedding"/> has another length than the quantizer's dimension.</exception>
    public void Add(ReadOnlySpan<float> embedding)
    {
        int length = quantizer.CodeLength, start = checked(Count * length);
        if (codes.Length < start + length)
            Array.Resize(ref codes, Math.Max(start + length, (int)Math.Min(2L * codes.Length, Array.MaxLength)));
        quantizer.Quantize(embedding, codes.AsSpan(start, length));
        Count++;
    }

    /// <summary>The embeddings with the largest dot products with a query, best first.</summary>
    /// <param name="query">An embedding as the model gave it, of the quantizer's dimension.</param>
    /// <param name="count">How many are wanted; fewer come where there are fewer.</param>
    /// <param name="rescoreFactor">How many times more candidates are found by their codes and scored anew; 4 by default.</param>
    /// <param name="exact">
    /// Gives a candidate's embedding in single precision, from a file or a database, for exact scores. Null: scores come from the query in single precision and
    /// the embedding that the code stands for, as in sentence-transformers.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="query"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="rescoreFactor"/> is less than 1.</exception>
    public IReadOnlyList<EmbeddingMatch> Search(ReadOnlySpan<float> query, int count, int rescoreFactor = 4, Func<int, ReadOnlyMemory<float>>? exact = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rescoreFactor, 1);
        if (query.Length != quantizer.Dimension)
            throw new ArgumentException($"The query has {query.Length} dimensions and the embeddings have {quantizer.Dimension}. Use vectors of one model.", nameof(query));

        int[] candidates = FindCandidates(query, (int)Math.Min((long)count * rescoreFactor, Count));
        var matches = new EmbeddingMatch[candidates.Length];
        var embedding = new float[quantizer.Dimension];
        for (int i = 0; i < matches.Length; i++)
        {
            quantizer.Dequantize(Code(candidates[i]), embedding);
            var other = exact is null ? embedding : exact(candidates[i]).Span;
            matches[i] = new EmbeddingMatch(candidates[i], TensorPrimitives.Dot(query, other));
        }
        // Equal scores: the earlier one first, so that a search has one answer.
        Array.Sort(matches, (a, b) => b.Score.CompareTo(a.Score) is not 0 and var order ? order : a.Index.CompareTo(b.Index));
        return matches.Length > count ? matches[..count] : matches;
    }

    private ReadOnlySpan<byte> Code(int index) => codes.AsSpan(index * quantizer.CodeLength, quantizer.CodeLength);

    private int[] FindCandidates(ReadOnlySpan<float> query, int count)
    {
        int[] indices = [.. Enumerable.Range(0, Count)];
        if (count == Count)
            return indices;
        var distances = new float[Count];
        if (quantizer.Precision == EmbeddingPrecision.Binary)
            FillHammingDistances(query, distances);
        else
            FillDotProducts(query, distances);
        Array.Sort(distances, indices);
        return indices[..count];
    }

    private void FillHammingDistances(ReadOnlySpan<float> query, Span<float> distances)
    {
        var code = new byte[quantizer.CodeLength];
        quantizer.Quantize(query, code);
        for (int i = 0; i < distances.Length; i++)
            distances[i] = TensorPrimitives.HammingBitDistance<byte>(code, Code(i));
    }

    /// <summary>Negative, the largest first. What all codes have in common (the ranges' starts) does not change the order.</summary>
    private void FillDotProducts(ReadOnlySpan<float> query, Span<float> distances)
    {
        int dimension = quantizer.Dimension;
        float[] weights = ArrayPool<float>.Shared.Rent(dimension), values = ArrayPool<float>.Shared.Rent(dimension);
        TensorPrimitives.Multiply(query, quantizer.StepSizes, weights);
        for (int i = 0; i < distances.Length; i++)
        {
            var code = MemoryMarshal.Cast<byte, sbyte>(Code(i));
            TensorPrimitives.ConvertTruncating<sbyte, float>(code, values);
            distances[i] = -TensorPrimitives.Dot(weights.AsSpan(0, dimension), values.AsSpan(0, dimension));
        }
        ArrayPool<float>.Shared.Return(weights);
        ArrayPool<float>.Shared.Return(values);
    }
}
