using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Embeddings kept as codes, to be searched: candidates are found by their codes and then scored again in single precision. Searches are thread-safe, but not
/// while embeddings are added.
/// </summary>
public sealed class QuantizedEmbeddings
{
    private static readonly EmbeddingSearchOptions DefaultOptions = new();

    private readonly EmbeddingQuantizer quantizer;
    private byte[] codes = [];

    /// <param name="quantizer">Makes the codes.</param>
    public QuantizedEmbeddings(EmbeddingQuantizer quantizer)
    {
        ArgumentNullException.ThrowIfNull(quantizer);
        this.quantizer = quantizer;
    }

    /// <summary>Number of embeddings that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an embedding; its index is the number of those before it.</summary>
    /// <exception cref="ArgumentException"><paramref name="embedding"/> has another length than the quantizer's dimension, or a value that is not
    /// finite.</exception>
    public void Add(ReadOnlySpan<float> embedding)
    {
        Check(embedding, nameof(embedding));
        int length = quantizer.CodeLength, start = checked(Count * length);
        if (codes.Length < start + length)
            Array.Resize(ref codes, Math.Max(start + length, (int)Math.Min(2L * codes.Length, Array.MaxLength)));
        quantizer.Quantize(embedding, codes.AsSpan(start, length));
        Count++;
    }

    /// <summary>
    /// The embeddings with the largest dot products with a query, best first; of equal scores the one that was added earlier. A query of zeros has no nearest
    /// embedding: the list is empty.
    /// </summary>
    /// <param name="query">An embedding as the model gave it, of the quantizer's dimension.</param>
    /// <param name="count">Number of results; fewer come where there are fewer.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="query"/> has another length, or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<EmbeddingMatch> Search(ReadOnlySpan<float> query, int count, EmbeddingSearchOptions? options = null)
    {
        Check(query, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= DefaultOptions;

        int candidates = (int)Math.Min((long)count * options.RescoreFactor, Count);
        var filter = options.Filter is { } accepts ? RowFilter.Where(accepts) : null;
        var best = new BestRows(count);
        var embedding = new float[quantizer.Dimension];
        foreach (var (index, _) in ExactSearch.Find(Rows(), query, candidates, filter))
        {
            if (options.ExactEmbedding is null)
                quantizer.Dequantize(codes.AsSpan(index * quantizer.CodeLength, quantizer.CodeLength), embedding);
            var other = options.ExactEmbedding is { } exact ? exact(index).Span : embedding;
            best.Add(index, TensorPrimitives.Dot(query, other));
        }
        return Array.ConvertAll(best.TakeAll(), match => new EmbeddingMatch(match.Row, match.Score));
    }

    private SearchRows Rows()
    {
        var filled = codes.AsMemory(0, Count * quantizer.CodeLength);
        return quantizer.Precision == EmbeddingPrecision.Binary ? new BitRows(filled, quantizer.Dimension) : new Int8Rows(filled, quantizer.StepSizes);
    }

    private void Check(ReadOnlySpan<float> embedding, string name)
    {
        if (embedding.Length != quantizer.Dimension)
        {
            throw new ArgumentException(
                $"The embedding has {embedding.Length} dimensions and the codes have {quantizer.Dimension}. Use embeddings of one model.", name);
        }
        if (!TensorPrimitives.IsFiniteAll(embedding))
            throw new ArgumentException("The embedding has a value that is not finite. Use embeddings as the model gave them.", name);
    }
}
