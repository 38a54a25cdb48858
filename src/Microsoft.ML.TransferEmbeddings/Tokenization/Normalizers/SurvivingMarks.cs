using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>Marks that decomposition may move and that are not among those BertNormalizer strips: spacing ones, and some too new for its table.</summary>
internal static class SurvivingMarks
{
    private static readonly SearchValues<char> BeforeAllMarks = SearchValues.Create([.. Enumerable.Range(0, 0x300).Select(c => (char)c)]);

    /// <summary>Made when first asked: most texts have no character that could be one.</summary>
    private static readonly Lazy<CodePointSet> Set = new(() =>
        CodePointSet.Of(NormalizationTables.Marks.Where(mark => (BertCharacters.ClassOf(mark) & BertCharacter.Mark) == 0)));

    /// <summary>Whether there are two with nothing but marks between them, which decomposition may put in another order.</summary>
    public static bool AreInARow(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAnyExcept(BeforeAllMarks);
        if (first < 0)
            return false;
        bool isBehindOne = false;
        for (int i = first; i < text.Length;)
        {
            var (codePoint, length) = CodePoints.Decode(text, i);
            bool isOne = Set.Value.Contains(codePoint);
            if (isOne && isBehindOne)
                return true;
            isBehindOne = isOne || (isBehindOne && (BertCharacters.ClassOf(codePoint) & BertCharacter.Mark) != 0);
            i += length;
        }
        return false;
    }
}
