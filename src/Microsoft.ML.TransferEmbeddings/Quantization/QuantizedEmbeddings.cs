using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A list of quantized embeddings that can be searched. Candidates are found by their codes and then scored again in single precision. Several threads may search at
/// the same time, but not while embeddings are added.
/// </summary>
/// <example>
/// <code>
/// string[] texts = [.. reviews.Select(review => review.Sentence)];
/// float[][] vectors = TextEmbeddingModel.Default.Embed(texts);
/// var index = new QuantizedEmbeddings(EmbeddingQuantizer.Binary(vectors[0].Length));
/// foreach (float[] vector in vectors)
///     index.Add(vector);
///
/// float[] query = TextEmbeddingModel.Default.Embed("a tasty dinner");
/// var best = index.Search(query, count: 1, new EmbeddingSearchOptions { ExactEmbedding = i => vectors[i] })[0];
/// Console.WriteLine(texts[best.Index]); // prints A delicious dinner
/// </code>
/// </example>
public sealed class QuantizedEmbeddings
{
    private static readonly EmbeddingSearchOptions DefaultOptions = new();

    private readonly EmbeddingQuantizer quantizer;
    private byte[] codes = [];

    /// <summary>Creates an empty list.</summary>
    /// <param name="quantizer">The quantizer that makes the codes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="quantizer"/> is null.</exception>
    public QuantizedEmbeddings(EmbeddingQuantizer quantizer)
    {
        ArgumentNullException.ThrowIfNull(quantizer);
        this.quantizer = quantizer;
    }

    /// <summary>Number of embeddings.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an embedding. Its index is the previous <see cref="Count"/>.</summary>
    /// <param name="embedding">The embedding, of the quantizer's dimension.</param>
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
    /// Finds the embeddings with the largest dot products with a query.
    /// </summary>
    /// <param name="query">An embedding as the model gave it, of the quantizer's dimension.</param>
    /// <param name="count">Maximum number of results, at least 1.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The matches, best first; of equal scores the one that was added earlier first. Empty for a query of zeros.</returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> has another length, or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException"><see cref="EmbeddingSearchOptions.ExactEmbedding"/> returned a vector of another length, or a value that is not
    /// finite.</exception>
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
            var other = options.ExactEmbedding is { } exact ? Exact(exact, index) : embedding;
            best.Add(index, TensorPrimitives.Dot(query, other));
        }
        return Array.ConvertAll(best.TakeAll(), match => new EmbeddingMatch(match.Row, match.Score));
    }

    private SearchRows Rows()
    {
        var filled = codes.AsMemory(0, Count * quantizer.CodeLength);
        return quantizer.Precision == EmbeddingPrecision.Binary ? new BitRows(filled, quantizer.Dimension) : new Int8Rows(filled, quantizer.StepSizes);
    }

    private ReadOnlySpan<float> Exact(Func<int, ReadOnlyMemory<float>> exact, int index)
    {
        var embedding = exact(index).Span;
        return embedding.Length == quantizer.Dimension && TensorPrimitives.IsFiniteAll(embedding)
            ? embedding
            : throw new InvalidOperationException(
                $"ExactEmbedding gave {embedding.Length} values for the embedding {index}; {quantizer.Dimension} finite ones are wanted, those that were added.");
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
