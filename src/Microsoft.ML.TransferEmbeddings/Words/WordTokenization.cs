using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Splits texts into words. Immutable and thread-safe.</summary>
public sealed class WordTokenization
{
    private readonly string? pattern;
    private readonly WordSplitter splitter = WordSplitter.WordsAndSigns;

    /// <summary>
    /// The default. Words are runs of letters and digits, including an apostrophe between letters, and every other character except white space is a word of its own.
    /// The classes of characters do not depend on the version of .NET.
    /// </summary>
    public static WordTokenization Words { get; } = new();

    /// <summary>Splits at spaces (U+0020), as ML.NET's <c>TokenizeIntoWords</c> does by default.</summary>
    public static WordTokenization Spaces { get; } = new() { Pattern = "[^ ]+" };

    /// <summary>
    /// Regular expression of .NET (<see cref="System.Text.RegularExpressions.Regex"/>, in the invariant culture) whose matches, unless empty, are the words. Null, the
    /// default, splits as <see cref="Words"/> does.
    /// </summary>
    /// <remarks>
    /// A pattern without lookarounds, backreferences and atomic groups takes time in proportion to the text. Classes of characters, such as <c>\w</c>, are those of the
    /// .NET version in use: an update of .NET may split characters that are new in Unicode in another way.
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

    /// <summary>Whether the text is first converted to lower case (invariant culture); default false, since a <see cref="WordLookup"/> may try both.</summary>
    public bool LowerCase { get; init; }

    /// <summary>Splits a text into words.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The words, in the order of the text; none for null.</returns>
    public IReadOnlyList<string> Split(string? text)
    {
        var words = new List<string>();
        foreach (var (start, end) in Split(text, out var characters))
            words.Add(characters[start..end].ToString());
        return words;
    }

    /// <summary>Finds the ranges of the words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">The characters that the ranges refer to: the text, or its lower case. Valid until this thread calls again, as are the ranges.</param>
    internal List<(int Start, int End)> Split(ReadOnlySpan<char> text, out ReadOnlySpan<char> characters)
    {
        characters = LowerCase ? WordScratch.Lower(text) : text;
        var words = WordScratch.Words;
        splitter.Split(characters, words);
        return words;
    }
}
