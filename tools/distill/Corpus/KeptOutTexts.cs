using System.Text.RegularExpressions;

namespace Distill.Corpus;

/// <summary>Texts that a student is to be tested on, so that it must not see them: they count as the same in whatever case and with whatever punctuation.</summary>
internal sealed partial class KeptOutTexts(IEnumerable<string> texts)
{
    private readonly HashSet<string> words = [.. texts.Select(WordsOf)];

    public bool Contains(string text) => words.Contains(WordsOf(text));

    private static string WordsOf(string text) => BetweenWords().Replace(text, " ").Trim().ToLowerInvariant();

    [GeneratedRegex(@"\W+")]
    private static partial Regex BetweenWords();
}
