namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>Full case folding of Unicode: texts that differ only in case fold to the same code points.</summary>
internal static class CaseFolding
{
    private static readonly Dictionary<int, int[]> Folds = [];

    /// <summary>By folding: the code points that fold to it, and the folding itself if it is one code point.</summary>
    private static readonly Dictionary<string, List<int>> Classes = [];

    static CaseFolding()
    {
        foreach (string line in UnicodeResource.Lines("case-folding.txt"))
        {
            string[] words = line.Split(' ');
            var (first, last) = UnicodeResource.Range(words[0]);
            int[] target = Array.ConvertAll(words[1..], w => UnicodeResource.CodePoint(w));
            for (int point = first; point <= last; point++)
                Folds.Add(point, target.Length == 1 ? [target[0] + point - first] : target);
        }
        foreach (var (point, fold) in Folds)
        {
            string key = KeyOf(fold);
            if (!Classes.TryGetValue(key, out var members))
                Classes.Add(key, members = fold.Length == 1 ? [fold[0]] : []);
            members.Add(point);
        }
    }

    /// <summary>All code points that do not fold to themselves.</summary>
    public static IEnumerable<int> Folding => Folds.Keys;

    /// <summary>The folding of a code point; empty if it folds to itself.</summary>
    public static ReadOnlySpan<int> Fold(int codePoint) => Folds.TryGetValue(codePoint, out int[]? fold) ? fold : default;

    /// <summary>All code points that differ from this one only in case, itself included.</summary>
    public static IReadOnlyList<int> Equivalents(int codePoint) =>
        Classes.GetValueOrDefault(KeyOf(Folds.GetValueOrDefault(codePoint, [codePoint]))) ?? [codePoint];

    private static string KeyOf(int[] fold) => string.Concat(fold.Select(char.ConvertFromUtf32));
}
