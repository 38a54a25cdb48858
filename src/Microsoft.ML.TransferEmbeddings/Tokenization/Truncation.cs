using Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>tokenizer.json's <c>truncation</c>.</summary>
/// <param name="MaxLength">The most tokens, special ones included.</param>
/// <param name="Strategy">Which text of a pair is cut.</param>
/// <param name="Stride">Number of tokens that adjacent parts share.</param>
/// <param name="FromLeft">Whether the end of a text is kept in place of its beginning.</param>
/// <param name="FileName">For messages.</param>
internal sealed record Truncation(int MaxLength, TruncationStrategy Strategy, int Stride, bool FromLeft, string FileName)
{
    /// <summary>Cuts one or two texts.</summary>
    /// <param name="parts">The tokens of each.</param>
    /// <param name="specialTokens">The room that special tokens need.</param>
    /// <exception cref="InvalidOperationException">The strategy can't make the texts short enough.</exception>
    public IReadOnlyList<EncodedPart> Truncate(IReadOnlyList<EncodedPart> parts, int specialTokens)
    {
        // Less than the special tokens cuts nothing, as in the original.
        int total = parts.Sum(part => part.Tokens.Count), room = MaxLength < specialTokens ? int.MaxValue : MaxLength - specialTokens;
        if (total <= room)
            return parts;
        if (Strategy == TruncationStrategy.LongestFirst || room == 0)
        {
            var (first, second) = parts.Count == 1 ? (room, 0) : Share(parts[0].Tokens.Count, parts[1].Tokens.Count, room);
            return [.. parts.Select((part, i) => Truncate(part, i == 0 ? first : second))];
        }
        int target = Strategy == TruncationStrategy.OnlyFirst ? 0 : 1;
        int excess = total - room;
        if (target >= parts.Count || parts[target].Tokens.Count <= excess)
        {
            throw new InvalidOperationException(
                $"The text has {total:N0} tokens where {room:N0} fit, and the truncation strategy {Strategy} of '{FileName}' " +
                (target >= parts.Count ? "cuts only second texts, and there is no second text." : $"has {parts[target].Tokens.Count:N0} to cut from.") +
                " Give shorter texts, or set truncation.strategy to LongestFirst in the file.");
        }
        return [.. parts.Select((part, i) => i == target ? Truncate(part, part.Tokens.Count - excess) : part)];
    }

    /// <summary>The longer of two shrinks first, then both towards the same length; the odd one stays with the one that was longer.</summary>
    private static (int First, int Second) Share(int first, int second, int room)
    {
        bool swapped = first > second;
        int shorter = Math.Min(first, second), longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if ((long)shorter + longer > room)
            (shorter, longer) = (room / 2, room / 2 + room % 2);
        return swapped ? (longer, shorter) : (shorter, longer);
    }

    private EncodedPart Truncate(EncodedPart part, int length)
    {
        var tokens = part.Tokens;
        if (length >= tokens.Count)
            return part;
        if (length == 0)
            return new EncodedPart(part.Text, [], [.. part.Overflowing, tokens]);
        if (Stride >= length)
        {
            throw new InvalidOperationException(
                $"'{FileName}' has truncation.stride = {Stride:N0}, and texts are cut to {length:N0} tokens without the special ones. " +
                "Set a smaller stride or a larger max_length in the file.");
        }
        var cut = new List<List<EncodedToken>>();
        for (int skipped = 0; ; skipped += length - Stride)
        {
            int count = Math.Min(length, tokens.Count - skipped);
            cut.Add(tokens.GetRange(FromLeft ? tokens.Count - skipped - count : skipped, count));
            if (skipped + count == tokens.Count)
                return new EncodedPart(part.Text, cut[0], cut[1..]);
        }
    }
}
