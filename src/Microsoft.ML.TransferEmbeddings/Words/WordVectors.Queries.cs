using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>Questions about several words. A word without a vector is an error, unless the <see cref="Lookup"/> says otherwise.</content>
public sealed partial class WordVectors
{
    /// <summary>Number that is added to the denominator of 3CosMul.</summary>
    private const float CosMulEpsilon = 1e-6f;

    /// <summary>
    /// Finds the words that are near the positive words and far from the negative ones, without these words themselves. For king − man + woman, king and woman are
    /// positive and man is negative.
    /// </summary>
    /// <param name="positive">One or more words, or none if there are negative ones.</param>
    /// <param name="negative">Words, or none.</param>
    /// <param name="count">Maximum number of matches, at least 1.</param>
    /// <param name="method">Score of the matches; default <see cref="AnalogyMethod.CosAdd"/>.</param>
    /// <returns>The matches, best first.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="positive"/> or <paramref name="negative"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no word at all.</exception>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1, or <paramref name="method"/> is not defined.</exception>
    public IReadOnlyList<KeyMatch> Analogy(IEnumerable<string> positive, IEnumerable<string> negative, int count, AnalogyMethod method = AnalogyMethod.CosAdd)
    {
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(negative);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        string[] plus = [.. positive], minus = [.. negative], all = [.. plus, .. minus];
        if (all.Length == 0)
            throw new ArgumentException("There is no word to start from. Give a positive one.", nameof(positive));
        float[][] vectors = Array.ConvertAll(all, GetVector);
        var others = RowFilter.Except(RowsOf(all));
        switch (method)
        {
            case AnalogyMethod.CosAdd:
                var query = new float[Dimension];
                Cosine.MeanDirection(vectors.Select((vector, i) => (vector, i < plus.Length ? 1f : -1f)), query);
                return ToMatches(ExactSearch.Find(Table.Searchable, query, count, others));
            case AnalogyMethod.CosMul:
                return ToMatches(FindByProduct(vectors, plus.Length, new BestRows(Math.Min(count, Count), others)));
            default:
                throw new ArgumentOutOfRangeException(nameof(method), method, "The method must be CosAdd or CosMul.");
        }
    }

    /// <summary>Finds the word that fits the others least: the one whose vector has the smallest cosine with the mean of all unit vectors.</summary>
    /// <param name="words">Two or more words.</param>
    /// <exception cref="ArgumentNullException"><paramref name="words"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two words.</exception>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public string DoesntMatch(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        string[] all = [.. words];
        if (all.Length < 2)
            throw new ArgumentException($"{all.Length} words were given. Give two or more.", nameof(words));
        float[][] vectors = Array.ConvertAll(all, GetVector);
        var mean = new float[Dimension];
        Cosine.MeanDirection(vectors.Select(vector => (vector, 1f)), mean);
        return all[TensorPrimitives.IndexOfMin<float>(Array.ConvertAll(vectors, vector => TensorPrimitives.Dot<float>(vector, mean)))];
    }

    private RowMatch[] FindByProduct(float[][] vectors, int positiveCount, BestRows best)
    {
        var queries = new float[vectors.Length * Dimension];
        for (int i = 0; i < vectors.Length; i++)
            Cosine.MeanDirection([(vectors[i], 1)], queries.AsSpan(i * Dimension, Dimension));
        ExactSearch.ForEachBlock(Table.Searchable, queries, (firstRow, cosines) =>
        {
            int rows = cosines.Length / vectors.Length;
            for (int row = 0; row < rows; row++)
            {
                float above = 1, below = 1;
                for (int i = 0; i < vectors.Length; i++)
                {
                    float factor = (1 + cosines[i * rows + row]) / 2;
                    if (i < positiveCount)
                        above *= factor;
                    else
                        below *= factor;
                }
                best.Add(firstRow + row, above / (below + CosMulEpsilon));
            }
        });
        return best.TakeAll();
    }
}
