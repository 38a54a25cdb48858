using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Indexes;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Vectors in memory whose nearest to a query are found by comparing all of them. Vectors are added, replaced and removed at any time. Several threads may search at the
/// same time, but not while the index is changed.
/// </summary>
/// <example>
/// <code>
/// string[] texts = [.. reviews.Select(review => review.Sentence)];
/// var index = new VectorIndex(dimension: 256);
/// foreach (string text in texts)
///     index.Add(TextEmbeddingModel.Default.Embed(text));
///
/// var best = index.Search(TextEmbeddingModel.Default.Embed("a tasty dinner"), count: 1)[0];
/// Console.WriteLine(texts[best.Index]); // prints A delicious dinner
/// </code>
/// </example>
public sealed class VectorIndex
{
    private readonly VectorSimilarity similarity;
    private readonly int rescoreFactor;
    private readonly RowCodes? codes;
    private float[] values = [];
    private float[] inverseLengths = [];
    private int zeros;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimension">Length of a vector, at least 1.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="options"/> has codes, and ranks by <see cref="VectorSimilarity.Euclidean"/>.</exception>
    public VectorIndex(int dimension, VectorIndexOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        options ??= new VectorIndexOptions();
        if (options is { Codes: not null, Similarity: VectorSimilarity.Euclidean })
            throw new ArgumentException("Codes find candidates by directions, and distances have none. Leave Codes null, or rank by Cosine or DotProduct.", nameof(options));
        Dimension = dimension;
        similarity = options.Similarity;
        rescoreFactor = options.RescoreFactor;
        codes = options.Codes switch
        {
            EmbeddingPrecision.Int8 => new ScaledByteCodes(dimension, similarity),
            EmbeddingPrecision.Binary => new BitCodes(dimension),
            _ => null,
        };
    }

    /// <summary>Length of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Number of vectors.</summary>
    public int Count { get; private set; }

    /// <summary>The vector with an index, as it was given. It is the index's own memory: valid until the index is changed.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public ReadOnlyMemory<float> this[int index]
    {
        get
        {
            CheckIndex(index);
            return values.AsMemory(index * Dimension, Dimension);
        }
    }

    /// <summary>Adds a vector.</summary>
    /// <param name="vector"><see cref="Dimension"/> finite values; copied.</param>
    /// <returns>The vector's index, which is the previous <see cref="Count"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length, or a value that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The index is full: it holds 2,147,483,591 values.</exception>
    public int Add(ReadOnlySpan<float> vector)
    {
        Check(vector, nameof(vector));
        if (Count == inverseLengths.Length)
            Grow();
        Write(Count, vector);
        return Count++;
    }

    /// <summary>Puts a vector in the place of another one.</summary>
    /// <param name="index">Index of the vector that goes.</param>
    /// <param name="vector"><see cref="Dimension"/> finite values; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length, or a value that is not finite.</exception>
    public void Replace(int index, ReadOnlySpan<float> vector)
    {
        CheckIndex(index);
        Check(vector, nameof(vector));
        zeros -= inverseLengths[index] == 0 ? 1 : 0;
        Write(index, vector);
    }

    /// <summary>Removes a vector. The last one takes its index; all others keep theirs.</summary>
    /// <param name="index">Index of the vector that goes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public void RemoveAt(int index)
    {
        CheckIndex(index);
        int last = Count - 1;
        zeros -= inverseLengths[index] == 0 ? 1 : 0;
        if (index < last)
        {
            values.AsSpan(last * Dimension, Dimension).CopyTo(values.AsSpan(index * Dimension));
            inverseLengths[index] = inverseLengths[last];
            codes?.Move(last, index);
        }
        Count = last;
    }

    /// <summary>Finds the nearest vectors to a query, on all processors if there are many vectors.</summary>
    /// <param name="query"><see cref="Dimension"/> finite values.</param>
    /// <param name="count">Maximum number of results, at least 1.</param>
    /// <param name="filter">Returns whether the vector with an index may be found; null for all. Several threads call it at the same time.</param>
    /// <returns>The matches, best first; of equal scores the one with the lower index first. Empty for a query of zeros, unless vectors are ranked by <see cref="VectorSimilarity.Euclidean"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> has another length, or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<EmbeddingMatch> Search(ReadOnlySpan<float> query, int count, Func<int, bool>? filter = null)
    {
        Check(query, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        float[] unit = ToQuery(query);
        return Rescore(unit, count, ExactSearch.Find(Rows(), unit.AsMemory(), Candidates(count), Filter(filter)));
    }

    /// <summary>Finds the nearest vectors to each of many queries, together and on all processors: much faster than one after another.</summary>
    /// <param name="queries">Vectors of <see cref="Dimension"/> finite values.</param>
    /// <param name="count">Maximum number of results for each, at least 1.</param>
    /// <returns>For each query its matches, as <see cref="Search"/> returns them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="queries"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">A query has another length, or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<IReadOnlyList<EmbeddingMatch>> SearchMany(IReadOnlyList<float[]> queries, int count)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var together = new float[checked(queries.Count * Dimension)];
        for (int i = 0; i < queries.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(queries[i], nameof(queries));
            Check(queries[i], nameof(queries));
            ToQuery(queries[i]).CopyTo(together, i * Dimension);
        }
        var filter = Filter(null);
        var found = ExactSearch.FindMany(Rows(), together, Candidates(count), filter is null ? null : Enumerable.Repeat(filter, queries.Count).ToArray());
        return Array.ConvertAll(Enumerable.Range(0, found.Length).ToArray(), i => Rescore(together.AsSpan(i * Dimension, Dimension), count, found[i]));
    }

    private SearchRows Rows()
    {
        var filled = values.AsMemory(0, Count * Dimension);
        return codes is not null ? codes.Rows(Count)
            : similarity == VectorSimilarity.Euclidean ? new DistanceRows(filled, Dimension)
            : similarity == VectorSimilarity.Cosine ? FloatRows.ByCosine(filled, Dimension, inverseLengths.AsMemory(0, Count))
            : FloatRows.ByDotProduct(filled, Dimension);
    }

    private int Candidates(int count) => codes is null ? count : (int)Math.Min((long)count * rescoreFactor, int.MaxValue);

    private float[] ToQuery(ReadOnlySpan<float> query) => similarity == VectorSimilarity.Cosine ? UnitLength.Normalized(query) : query.ToArray();

    /// <summary>A vector of zeros has no cosine, and its place among the best is wanted by others.</summary>
    private RowFilter? Filter(Func<int, bool>? filter)
    {
        if (zeros == 0 || similarity != VectorSimilarity.Cosine)
            return filter is null ? null : RowFilter.WhereConcurrently(filter);
        float[] inverses = inverseLengths;
        return RowFilter.WhereConcurrently(row => inverses[row] != 0 && (filter is null || filter(row)));
    }

    private IReadOnlyList<EmbeddingMatch> Rescore(ReadOnlySpan<float> query, int count, RowMatch[] candidates)
    {
        if (codes is not null)
        {
            var best = new BestRows(count);
            foreach (var (row, _) in candidates)
            {
                var vector = values.AsSpan(row * Dimension, Dimension);
                best.Add(row, similarity == VectorSimilarity.Cosine ? Cosine.Of(vector, query) : TensorPrimitives.Dot(vector, query));
            }
            candidates = best.TakeAll();
        }
        return Array.ConvertAll(candidates, match => new EmbeddingMatch(match.Row, match.Score));
    }

    private void Write(int index, ReadOnlySpan<float> vector)
    {
        vector.CopyTo(values.AsSpan(index * Dimension));
        inverseLengths[index] = (float)UnitLength.Inverse(vector);
        zeros += inverseLengths[index] == 0 ? 1 : 0;
        codes?.Write(index, vector);
    }

    private void Grow()
    {
        long most = Array.MaxLength / Dimension, wanted = Math.Min(Math.Max(4, 2L * Count), most);
        if (wanted == Count)
            throw new InvalidOperationException($"The index holds {Count:N0} vectors of {Dimension:N0} dimensions and can't grow. Divide the vectors among several indexes.");
        Array.Resize(ref values, (int)(wanted * Dimension));
        codes?.Grow((int)wanted);
        Array.Resize(ref inverseLengths, (int)wanted);
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The index has {Count:N0} vectors, numbered from 0.");
    }

    private void Check(ReadOnlySpan<float> vector, string name)
    {
        if (vector.Length != Dimension)
            throw new ArgumentException($"The vector has {vector.Length:N0} dimensions and those of the index have {Dimension:N0}. Use vectors of one model.", name);
        if (!TensorPrimitives.IsFiniteAll(vector))
            throw new ArgumentException("The vector has a value that is not finite. Use vectors as the model gave them.", name);
    }
}
