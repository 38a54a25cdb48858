using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Queries;

/// <summary>Words without regard to case, for tests whose words are capitalized: of several words that become one, the first row counts.</summary>
internal sealed class FoldedVocabulary
{
    private readonly Dictionary<string, int> rows = new(StringComparer.Ordinal);
    private readonly string[] folded;

    /// <param name="table">The words.</param>
    /// <param name="mostFrequent">How many of the first rows take part.</param>
    public FoldedVocabulary(WordTable table, int mostFrequent)
    {
        folded = [.. table.Words.Take(mostFrequent).Select(Fold)];
        for (int row = 0; row < folded.Length; row++)
            rows.TryAdd(folded[row], row);
    }

    /// <summary>Rows that take part.</summary>
    public int Count => folded.Length;

    public string this[int row] => folded[row];

    public int Find(string foldedWord) => rows.GetValueOrDefault(foldedWord, -1);

    public static string Fold(string word) => word.ToUpperInvariant();
}
