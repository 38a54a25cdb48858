using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// Texts made from a corpus for the teacher to answer: spans of its texts, and its texts with content words swapped for words of the vocabulary. They show
/// words out of their usual company, and words that the corpus lacks.
/// </summary>
internal static class SyntheticTexts
{
    private const int ShortestSpan = 2, LongestSpan = 7;

    /// <summary>The corpus's most frequent words carry grammar and are not swapped, nor are short ones.</summary>
    private const int FunctionWords = 150, ShortestContentWord = 3;

    /// <summary>Half of them spans, half of them swapped.</summary>
    /// <param name="corpus">Where they are made from.</param>
    /// <param name="vocabulary">The words to swap in; each is used as often as the others.</param>
    /// <param name="count">How many; fewer if the corpus has no text that is long enough.</param>
    /// <param name="seed">Another seed: other texts.</param>
    public static List<string> Create(IReadOnlyList<string> corpus, IReadOnlyList<string> vocabulary, int count, int seed)
    {
        string[][] texts =
        [
            .. corpus.Select(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > ShortestSpan),
        ];
        if (texts.Length == 0 || vocabulary.Count == 0)
            return [];
        var random = SplitMixRandom.For(seed, stage: 0, place: 0);
        var functionWords = MostFrequent(texts);
        var replacements = new Replacements(vocabulary);
        var made = new List<string>(count);
        for (int i = 0; i < count; i++)
        {
            string[] words = texts[random.Next(texts.Length)];
            made.Add(i % 2 == 0 ? Span(words, ref random) : Swap(words, functionWords, replacements, ref random));
        }
        return made;
    }

    private static string Span(string[] words, ref SplitMixRandom random)
    {
        int length = Math.Min(words.Length, ShortestSpan + random.Next(LongestSpan - ShortestSpan + 1));
        int start = random.Next(words.Length - length + 1);
        return string.Join(' ', words, start, length);
    }

    /// <summary>About half of the content words give way; a text without any stays as it is.</summary>
    private static string Swap(string[] words, HashSet<string> functionWords, Replacements replacements, ref SplitMixRandom random)
    {
        string[] swapped = [.. words];
        for (int i = 0; i < swapped.Length; i++)
        {
            if (IsContent(Core(swapped[i]), functionWords) && random.Next(2) == 0)
                swapped[i] = swapped[i].Replace(Core(swapped[i]), replacements.Next(ref random), StringComparison.Ordinal);
        }
        return string.Join(' ', swapped);
    }

    private static HashSet<string> MostFrequent(string[][] texts) =>
        [.. texts.SelectMany(words => words).Select(word => Core(word).ToLowerInvariant()).CountBy(word => word)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(FunctionWords).Select(entry => entry.Key)];

    private static bool IsContent(string word, HashSet<string> functionWords) =>
        word.Length >= ShortestContentWord && word.All(char.IsLetter) && !functionWords.Contains(word.ToLowerInvariant());

    /// <summary>The word without the punctuation around it, which stays where it is.</summary>
    private static string Core(string word)
    {
        int start = 0, end = word.Length;
        while (start < end && !char.IsLetterOrDigit(word[start]))
            start++;
        while (end > start && !char.IsLetterOrDigit(word[end - 1]))
            end--;
        return word[start..end];
    }

    /// <summary>All words in turn, shuffled each time.</summary>
    private sealed class Replacements(IReadOnlyList<string> vocabulary)
    {
        private readonly string[] words = [.. vocabulary];
        private int next = vocabulary.Count;

        public string Next(ref SplitMixRandom random)
        {
            if (next == words.Length)
            {
                random.Shuffle(words.AsSpan());
                next = 0;
            }
            return words[next++];
        }
    }
}
