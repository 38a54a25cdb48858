using System.Buffers;
using System.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>
/// An encoder of texts that encodes equal ones of a call once and keeps nothing. It disposes of nothing. No text is hashed for ever, and nothing is allocated: a static
/// encoder takes a few microseconds a text.
/// </summary>
internal sealed class DistinctTextEncoder(EmbeddingEncoder<ReadOnlyMemory<char>> encoder) : EmbeddingEncoder<ReadOnlyMemory<char>>
{
    public override int Dimension => encoder.Dimension;

    public override string Device => encoder.Device;

    protected override void EncodeMany(ReadOnlyMemory<ReadOnlyMemory<char>> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        int[] sources = ArrayPool<int>.Shared.Rent(inputs.Length);
        try
        {
            int distinct = FindSources(inputs.Span, sources);
            if (distinct == inputs.Length)
                encoder.Encode(inputs, vectors, execution, cancellationToken);
            else
                EncodeDistinct(inputs, sources, distinct, vectors, execution, cancellationToken);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(sources);
        }
    }

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector) => encoder.Encode(input, vector);

    /// <param name="texts">The texts.</param>
    /// <param name="sources">Receives, for each, the first that is equal.</param>
    /// <returns>The number of different ones.</returns>
    private static int FindSources(ReadOnlySpan<ReadOnlyMemory<char>> texts, Span<int> sources)
    {
        int mask = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * texts.Length) + 1) - 1, distinct = 0;
        int[] firsts = ArrayPool<int>.Shared.Rent(mask + 1), hashes = ArrayPool<int>.Shared.Rent(texts.Length);
        firsts.AsSpan(0, mask + 1).Fill(-1);
        for (int row = 0; row < texts.Length; row++)
        {
            hashes[row] = string.GetHashCode(texts[row].Span);
            int place = hashes[row] & mask;
            while (firsts[place] is >= 0 and var other && !(hashes[other] == hashes[row] && texts[other].Span.SequenceEqual(texts[row].Span)))
                place = (place + 1) & mask;
            if (firsts[place] < 0)
            {
                firsts[place] = row;
                distinct++;
            }
            sources[row] = firsts[place];
        }
        ArrayPool<int>.Shared.Return(firsts);
        ArrayPool<int>.Shared.Return(hashes);
        return distinct;
    }

    private void EncodeDistinct(
        ReadOnlyMemory<ReadOnlyMemory<char>> inputs, int[] sources, int distinct, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var some = ArrayPool<ReadOnlyMemory<char>>.Shared.Rent(distinct);
        try
        {
            int count = 0;
            for (int row = 0; row < inputs.Length; row++)
            {
                if (sources[row] == row)
                    some[count++] = inputs.Span[row];
            }
            encoder.Encode(some.AsMemory(0, distinct), vectors[..(distinct * Dimension)], execution, cancellationToken);
            // From the end: no vector is overwritten before it is in its place.
            for (int row = inputs.Length - 1; row >= 0; row--)
            {
                if (sources[row] == row)
                    Row(vectors, --count).CopyTo(Row(vectors, row));
            }
            for (int row = 0; row < inputs.Length; row++)
            {
                if (sources[row] != row)
                    Row(vectors, sources[row]).CopyTo(Row(vectors, row));
            }
        }
        finally
        {
            ArrayPool<ReadOnlyMemory<char>>.Shared.Return(some, clearArray: true);
        }
    }

    private Span<float> Row(Memory<float> vectors, int row) => vectors.Span.Slice(row * Dimension, Dimension);
}
