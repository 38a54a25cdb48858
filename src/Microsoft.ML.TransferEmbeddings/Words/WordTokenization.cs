using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How a text is split into words. Immutable; equal where pattern and case are.</summary>
public sealed record WordTokenization
{
    private readonly string? pattern;

    /// <summary>Runs of letters and digits, an apostrophe within them included, and every other character but white space as a word of its own.</summary>
    public static WordTokenization Words { get; } = new() { Pattern = @"\w+(?:'\w+)?|[^\w\s]" };

    /// <summary>What stands between blanks, as ML.NET's <c>TokenizeIntoWords</c> has it unless it is told otherwise.</summary>
    public static WordTokenization Blanks { get; } = new();

    /// <summary>
    /// A regular expression in Oniguruma's syntax, which is .NET's for all that is common; its matches are the words. Its classes of characters are those of this
    /// package and do not change with the runtime. Null, the default: words stand between blanks.
    /// </summary>
    /// <exception cref="ArgumentException">The pattern is malformed, or has something that is not known here; the message names it.</exception>
    public string? Pattern
    {
        get => pattern;
        init
        {
            try
            {
                Splitter = WordSplitter.Create(value);
            }
            catch (Exception e) when (e is NotSupportedException or FormatException)
            {
                throw new ArgumentException($"The pattern '{value}' can't be used: {e.Message}", nameof(Pattern), e);
            }
            pattern = value;
        }
    }

    /// <summary>Whether the text is made lower case first (of the invariant culture). No by default: a <see cref="WordLookup"/> may try both.</summary>
    public bool LowerCase { get; init; }

    private WordSplitter Splitter { get; init; } = WordSplitter.Create(null);

    /// <summary>The words of a text.</summary>
    public IReadOnlyList<string> Split(string? text)
    {
        var words = new List<string>();
        foreach (var (start, end) in Split(text, out var characters))
            words.Add(characters[start..end].ToString());
        return words;
    }

    /// <inheritdoc/>
    public bool Equals(WordTokenization? other) => other is not null && Pattern == other.Pattern && LowerCase == other.LowerCase;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pattern, LowerCase);

    /// <summary>Where the words are.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">Where they are in: the text, or its lower case; valid until this thread asks again, as is what is returned.</param>
    internal List<(int Start, int End)> Split(ReadOnlySpan<char> text, out ReadOnlySpan<char> characters)
    {
        characters = LowerCase ? WordScratch.Lower(text) : text;
        var words = WordScratch.Words;
        Splitter.Split(characters, words);
        return words;
    }
}
