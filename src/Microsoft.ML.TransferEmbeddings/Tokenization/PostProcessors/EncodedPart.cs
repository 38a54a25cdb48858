namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>Tokens of one text, or special tokens, with what truncation cut off.</summary>
/// <param name="text">The text; empty for special tokens.</param>
/// <param name="tokens">The tokens.</param>
/// <param name="overflowing">The parts that were cut off, in the original's order.</param>
internal sealed class EncodedPart(string text, List<EncodedToken> tokens, IReadOnlyList<List<EncodedToken>> overflowing)
{
    public string Text { get; } = text;

    public List<EncodedToken> Tokens { get; } = tokens;

    public IReadOnlyList<List<EncodedToken>> Overflowing { get; } = overflowing;

    public static EncodedPart Special(IEnumerable<int> ids, int typeId) =>
        new("", [.. ids.Select(id => new EncodedToken(id, typeId, EncodedToken.NoSequence))], []);

    /// <summary>The same with every token of the main part changed, and every one of the overflow.</summary>
    public EncodedPart Select(Func<EncodedToken, EncodedToken> main, Func<EncodedToken, EncodedToken> overflow) =>
        new(Text, [.. Tokens.Select(main)], [.. Overflowing.Select(part => part.Select(overflow).ToList())]);

    /// <summary>The same with another type, which all tokens of a part share. As in the original, overflow parts keep theirs.</summary>
    public EncodedPart WithType(int typeId) =>
        Tokens.Count == 0 || Tokens[0].TypeId == typeId ? this : Select(token => token with { TypeId = typeId }, token => token);

    /// <summary>The same with special tokens around the main part and around every overflow part.</summary>
    public EncodedPart Surround(int[] before, int[] after, int typeId) =>
        new(Text, Surround(Tokens, before, after, typeId), [.. Overflowing.Select(part => Surround(part, before, after, typeId))]);

    private static List<EncodedToken> Surround(List<EncodedToken> tokens, int[] before, int[] after, int typeId) =>
        [.. Special(before, typeId).Tokens, .. tokens, .. Special(after, typeId).Tokens];
}
