using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a text is split into words. Immutable and thread-safe.</summary>
public sealed class WordTokenization
{
    private readonly string? pattern;
    private readonly WordSplitter splitter = WordSplitter.WordsAndSigns;

    /// <summary>
    /// The default: runs of letters and digits, an apostrophe between letters included, and every other character except white space as a word of its own. What
    /// a letter is does not depend on the version of .NET.
    /// </summary>
    public static WordTokenization Words { get; } = new();

    /// <summary>What stands between spaces (U+0020), as ML.NET's <c>TokenizeIntoWords</c> splits by default.</summary>
    public static WordTokenization Spaces { get; } = new() { Pattern = "[^ ]+" };

    /// <summary>
    /// A regular expression of .NET (<see cref="System.Text.RegularExpressions.Regex"/>, in the invariant culture); its matches, unless empty, are the words.
    /// Null, the default, splits as <see cref="Words"/> does.
    /// </summary>
    /// <remarks>
    /// A pattern without lookarounds, backreferences and atomic groups takes time in proportion to the text. Its classes of characters, such as <c>\w</c>, are
    /// those of the .NET version in use: characters that are new in Unicode may be split in another way after an update.
    /// </remarks>
    /// <exception cref="ArgumentException">The pattern is malformed; the message names it.</exception>
    public string? Pattern
    {
        get => pattern;
        init
        {
            try
            {
                splitter = WordSplitter.Create(value);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"The pattern '{value}' is not a valid regular expression: {e.Message}", nameof(Pattern), e);
            }
            pattern = value;
        }
    }

    /// <summary>Whether the text is made lower case first (of the invariant culture); false by default: a <see cref="WordLookup"/> may try both.</summary>
    public bool LowerCase { get; init; }

    /// <summary>The words of a text; none for null.</summary>
    public IReadOnlyList<string> Split(string? text)
    {
        var words = new List<string>();
        foreach (var (start, end) in Split(text, out var characters))
            words.Add(characters[start..end].ToString());
        return words;
    }

    /// <summary>Where the words are.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">Where they are in: the text, or its lower case; valid until this thread asks again, as is what is returned.</param>
    internal List<(int Start, int End)> Split(ReadOnlySpan<char> text, out ReadOnlySpan<char> characters)
    {
        characters = LowerCase ? WordScratch.Lower(text) : text;
        var words = WordScratch.Words;
        splitter.Split(characters, words);
        return words;
    }
}
