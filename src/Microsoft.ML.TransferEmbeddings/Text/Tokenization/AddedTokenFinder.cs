using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// Finds added tokens in a text: leftmost, then longest. As in the original, a longest candidate that fails <see cref="AddedToken.SingleWord"/> is passed
/// over without a try of the shorter ones.
/// </summary>
internal sealed class AddedTokenFinder
{
    private readonly AddedToken[] longestFirst;
    private readonly SearchValues<char> firstCharacters;

    public AddedTokenFinder(IEnumerable<AddedToken> tokens)
    {
        longestFirst = [.. tokens.Where(token => token.Content.Length > 0).OrderByDescending(token => token.Content.Length)];
        firstCharacters = SearchValues.Create([.. longestFirst.Select(token => token.Content[0]).Distinct()]);
    }

    /// <summary>Finds the next token that begins at <paramref name="from"/> or behind it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">What lies before was taken already.</param>
    /// <param name="start">Where the token begins, white space that it takes along included.</param>
    /// <param name="end">Where it ends, likewise.</param>
    /// <returns>The token; null where there is none.</returns>
    public AddedToken? Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (start = from; start < text.Length; start++)
        {
            int offset = text[start..].IndexOfAny(firstCharacters);
            if (offset < 0)
                break;
            start += offset;
            if (TokenAt(text[start..]) is not { } token)
                continue;
            end = start + token.Content.Length;
            if (token.SingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[end..])))
            {
                start = end - 1;
                continue;
            }
            while (token.StripLeft && start > from && char.IsWhiteSpace(text[start - 1]))
                start--;
            while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            return token;
        }
        start = end = text.Length;
        return null;
    }

    private AddedToken? TokenAt(ReadOnlySpan<char> text)
    {
        foreach (var token in longestFirst)
        {
            if (text.StartsWith(token.Content, StringComparison.Ordinal))
                return token;
        }
        return null;
    }

    private static bool EndsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && IsWordCharacter(rune);

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && IsWordCharacter(rune);

    /// <summary>Rust's <c>\w</c>: alphabetic (circled letters too), marks, decimal digits, connectors, joiners.</summary>
    private static bool IsWordCharacter(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => true,
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => false,
    };
}
