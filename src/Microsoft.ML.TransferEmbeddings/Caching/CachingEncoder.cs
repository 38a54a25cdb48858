using System.Buffers;
using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Caching;

/// <summary>
/// An encoder that computes the vector of an input once: for equal inputs of a call, and for those that a cache has. It disposes of nothing. The substitute vector of an
/// input that can't be used is never kept or shared, so that every such input is reported as without a cache, and one that can be used later gets its own.
/// </summary>
internal sealed class CachingEncoder<TInput>(
    EncoderDefinition<TInput> definition, EmbeddingEncoder<TInput> encoder, CacheLayers layers, EmbeddingCachePrecision precision, CacheUse use) : EmbeddingEncoder<TInput>
{
    /// <summary>Inputs that a thread hashes at a time; an image is a file to read.</summary>
    private const int HashedAtOnce = 16;

    private static readonly List<int> OneRow = [0];

    private readonly VectorCodec codec = new(encoder.Dimension, precision);

    public override int Dimension => encoder.Dimension;

    public override string Device => encoder.Device;

    protected override void EncodeMany(ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var keys = ArrayPool<CacheKey>.Shared.Rent(inputs.Length);
        int[] sources = ArrayPool<int>.Shared.Rent(inputs.Length);
        try
        {
            var keyed = Hash(inputs, keys, execution, cancellationToken, out var others);
            if (others.Count > 0)
                EncodeRows(others, inputs, vectors, execution, cancellationToken);
            while (keyed.Count > 0)
                keyed = EncodeKeyed(keyed, keys, sources, inputs, vectors, execution, cancellationToken);
        }
        finally
        {
            ArrayPool<CacheKey>.Shared.Return(keys);
            ArrayPool<int>.Shared.Return(sources);
        }
    }

    protected override void EncodeOne(TInput input, Span<float> vector)
    {
        CacheKey key = default;
        if (layers.AreNone || !definition.TryHash(input, key))
        {
            encoder.Encode(input, vector);
            return;
        }
        if (layers.Memory?.TryFind(key, vector) == true || TryFindStored(key, vector))
        {
            AddHits(1);
            return;
        }
        long start = Stopwatch.GetTimestamp(), invalid = encoder.InvalidInputs;
        encoder.Encode(input, vector);
        long ticks = Stopwatch.GetTimestamp() - start;
        use.AddMisses(definition.Kind, 1, ticks);
        Round(vector);
        if (!MayBeKept(vector, encoder.InvalidInputs != invalid) || !IsUnchanged(input, key))
            return;
        layers.Stored?.Add([key], OneRow, vector.ToArray(), Seconds(ticks));
        layers.Memory?.Add(key, vector);
    }

    private bool TryFindStored(CacheKey key, Span<float> vector)
    {
        if (layers.Stored is not { } stored)
            return false;
        float[] found = new float[vector.Length];
        if (stored.Find([key], OneRow, found).Count > 0)
            return false;
        found.CopyTo(vector);
        layers.Memory?.Add(key, vector);
        return true;
    }

    /// <param name="inputs">The inputs.</param>
    /// <param name="keys">Receives the hashes.</param>
    /// <param name="execution">For the threads.</param>
    /// <param name="cancellationToken">Checked meanwhile.</param>
    /// <param name="others">Receives the rows without a hash.</param>
    /// <returns>The rows with one.</returns>
    private List<int> Hash(ReadOnlyMemory<TInput> inputs, CacheKey[] keys, EmbeddingExecutionOptions execution, CancellationToken cancellationToken, out List<int> others)
    {
        int count = inputs.Length;
        bool[] hasKey = new bool[count];
        ParallelWork.Run((count + HashedAtOnce - 1) / HashedAtOnce, execution.MaxDegreeOfParallelism, cancellationToken, piece =>
        {
            for (int row = piece * HashedAtOnce; row < Math.Min(count, (piece + 1) * HashedAtOnce); row++)
                hasKey[row] = definition.TryHash(inputs.Span[row], keys[row]);
        });
        var keyed = new List<int>(count);
        others = [];
        for (int row = 0; row < count; row++)
            (hasKey[row] ? keyed : others).Add(row);
        return keyed;
    }

    /// <summary>Looks for vectors and encodes what nobody has and nobody else encodes.</summary>
    /// <returns>The rows that another call encoded meanwhile, to be looked for again.</returns>
    private List<int> EncodeKeyed(
        List<int> rows, CacheKey[] keys, int[] sources, ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var flight = new Flight();
        HashSet<Flight> awaited = [];
        long invalid = encoder.InvalidInputs;
        try
        {
            Claim(rows, keys, sources, vectors.Span, flight, awaited);
            var missing = rows.Where(row => sources[row] == row).ToList();
            int equal = rows.Count(row => sources[row] >= 0) - missing.Count;
            AddHits(rows.Count(row => sources[row] == RowSource.Found) + (layers.AreNone ? 0 : equal));
            EncodeMissing(missing, keys, inputs, vectors, execution, cancellationToken);
        }
        finally
        {
            layers.Memory?.Land(flight);
        }
        List<int> unusable = [];
        foreach (int row in rows.Where(row => sources[row] >= 0 && sources[row] != row))
        {
            var vector = Row(vectors.Span, sources[row]);
            if (encoder.InvalidInputs != invalid && IsSubstitute(vector))
                unusable.Add(row);
            else
                vector.CopyTo(Row(vectors.Span, row));
        }
        if (unusable.Count > 0)
            EncodeRows(unusable, inputs, vectors, execution, cancellationToken);
        // Only now: who waits for somebody that waits for it would wait for ever.
        foreach (var other in awaited)
            other.Wait(cancellationToken);
        return rows.Where(row => sources[row] == RowSource.Awaited).ToList();
    }

    private void Claim(List<int> rows, CacheKey[] keys, int[] sources, Span<float> vectors, Flight flight, HashSet<Flight> awaited)
    {
        if (layers.Memory is { } memory)
        {
            memory.Claim(keys, rows, vectors, flight, sources, awaited);
            return;
        }
        foreach (int row in rows)
            sources[row] = flight.Rows.TryAdd(keys[row], row) ? row : flight.Rows[keys[row]];
    }

    private void EncodeMissing(List<int> rows, CacheKey[] keys, ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        List<int> stored = [];
        PartialEncodingException? failure = null;
        if (layers.Stored is { } place && rows.Count > 0)
        {
            var absent = place.Find(keys, rows, vectors);
            stored = rows.Except(absent).ToList();
            AddHits(stored.Count);
            rows = absent;
        }
        if (rows.Count > 0)
        {
            long start = Stopwatch.GetTimestamp(), invalid = encoder.InvalidInputs;
            failure = TryEncodeRows(ref rows, inputs, vectors, execution, cancellationToken);
            long ticks = Stopwatch.GetTimestamp() - start;
            use.AddMisses(definition.Kind, rows.Count, ticks);
            rows = Kept(rows, keys, inputs.Span, vectors.Span, encoder.InvalidInputs != invalid);
            layers.Stored?.Add(keys, rows, vectors, Seconds(ticks));
        }
        layers.Memory?.Add(keys, stored, vectors.Span);
        layers.Memory?.Add(keys, rows, vectors.Span);
        if (failure is not null)
            throw failure;
    }

    /// <summary>Encodes rows; after a failure, <paramref name="rows"/> are those whose vectors came before it.</summary>
    /// <returns>The failure, with indexes of all inputs; null for none.</returns>
    private PartialEncodingException? TryEncodeRows(
        ref List<int> rows, ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        try
        {
            EncodeRows(rows, inputs, vectors, execution, cancellationToken);
            return null;
        }
        catch (PartialEncodingException e)
        {
            var all = rows;
            rows = [.. e.EncodedInputs.Select(i => all[i])];
            return new PartialEncodingException(e.Message, e.InnerException, rows);
        }
    }

    private void EncodeRows(List<int> rows, ReadOnlyMemory<TInput> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        if (rows.Count == inputs.Length)
        {
            encoder.Encode(inputs, vectors, execution, cancellationToken);
            return;
        }
        var some = ArrayPool<TInput>.Shared.Rent(rows.Count);
        float[] block = ArrayPool<float>.Shared.Rent(rows.Count * Dimension);
        try
        {
            for (int i = 0; i < rows.Count; i++)
                some[i] = inputs.Span[rows[i]];
            encoder.Encode(some.AsMemory(0, rows.Count), block.AsMemory(0, rows.Count * Dimension), execution, cancellationToken);
            for (int i = 0; i < rows.Count; i++)
                Row(block, i).CopyTo(Row(vectors.Span, rows[i]));
        }
        catch (PartialEncodingException e)
        {
            foreach (int i in e.EncodedInputs)
                Row(block, i).CopyTo(Row(vectors.Span, rows[i]));
            throw;
        }
        finally
        {
            ArrayPool<TInput>.Shared.Return(some, clearArray: true);
            ArrayPool<float>.Shared.Return(block);
        }
    }

    private List<int> Kept(List<int> rows, CacheKey[] keys, ReadOnlySpan<TInput> inputs, Span<float> vectors, bool someAreInvalid)
    {
        if (layers.AreNone)
            return rows;
        var kept = new List<int>(rows.Count);
        foreach (int row in rows)
        {
            Round(Row(vectors, row));
            if (MayBeKept(Row(vectors, row), someAreInvalid) && IsUnchanged(inputs[row], keys[row]))
                kept.Add(row);
        }
        return kept;
    }

    /// <summary>To what the cache would give the next time.</summary>
    private void Round(Span<float> vector)
    {
        if (precision == EmbeddingCachePrecision.Single || !Fits(vector))
            return;
        byte[] content = ArrayPool<byte>.Shared.Rent(codec.Bytes);
        codec.Write(vector, content.AsSpan(0, codec.Bytes));
        codec.Read(content.AsSpan(0, codec.Bytes), vector);
        ArrayPool<byte>.Shared.Return(content);
    }

    /// <summary>A file may have been written between its hash and its vector.</summary>
    private bool IsUnchanged(TInput input, CacheKey key)
    {
        if (typeof(TInput) == typeof(ReadOnlyMemory<char>))
            return true;
        CacheKey now = default;
        return definition.TryHash(input, now) && now.Equals(key);
    }

    private bool MayBeKept(ReadOnlySpan<float> vector, bool someAreInvalid) => Fits(vector) && !(someAreInvalid && IsSubstitute(vector));

    /// <summary>Finite, in the cache's precision.</summary>
    private bool Fits(ReadOnlySpan<float> vector) =>
        MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) <= (precision == EmbeddingCachePrecision.Half ? (float)Half.MaxValue : float.MaxValue);

    /// <summary>Zeros or NaN.</summary>
    private static bool IsSubstitute(ReadOnlySpan<float> vector) => !(MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) > 0);

    private void AddHits(int count)
    {
        // A file is asked only where there is something to count.
        if (count > 0)
            use.AddHits(definition.Kind, count, (long)count * Dimension * sizeof(float), layers.Stored?.SecondsPerInput ?? 0);
    }

    private Span<float> Row(Span<float> vectors, int row) => vectors.Slice(row * Dimension, Dimension);

    private static double Seconds(long ticks) => ticks / (double)Stopwatch.Frequency;
}
