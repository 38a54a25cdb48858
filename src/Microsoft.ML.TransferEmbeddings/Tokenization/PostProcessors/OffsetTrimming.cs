namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>The original's <c>trim_offsets</c>: a piece's white space does not count as its place in the text.</summary>
/// <param name="addPrefixSpace">Whether a single space at the beginning of the text may be one that was added.</param>
internal sealed class OffsetTrimming(bool addPrefixSpace)
{
    public IReadOnlyList<EncodedPart> Trim(IReadOnlyList<EncodedPart> parts) =>
        [.. parts.Select(part => new EncodedPart(
            part.Text, Trim(part.Tokens, part.Text), [.. part.Overflowing.Select(overflow => Trim(overflow, part.Text))]))];

    private List<EncodedToken> Trim(List<EncodedToken> tokens, string text) =>
        [.. tokens.Select((token, i) => token.LeadingSpaces + token.TrailingSpaces == 0 ? token : Trim(token, i == 0, text))];

    private EncodedToken Trim(EncodedToken token, bool isFirst, string text)
    {
        int leading = token.LeadingSpaces;
        if (addPrefixSpace && leading == 1 && (isFirst || token.Start == 0))
            leading = 0;
        int start = token.Start, end = token.End;
        for (int i = 0; i < leading && start < end; i++)
            start += start + 1 < text.Length && char.IsSurrogatePair(text, start) ? 2 : 1;

        int newEnd = end;
        for (int i = 0; i < token.TrailingSpaces; i++)
        {
            // A text shorter than its piece's white space stays as it is.
            if (newEnd == 0)
                return token with { Start = start };
            newEnd -= newEnd > 1 && char.IsSurrogatePair(text, newEnd - 2) ? 2 : 1;
        }
        return token with { Start = start, End = Math.Max(newEnd, start) };
    }
}
