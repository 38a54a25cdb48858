namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>The tokens of a word, in memory that is used again.</summary>
internal sealed class TokenBuffer
{
    private Token[] tokens = new Token[64];

    public int Count { get; private set; }

    public long Bytes => 3 * sizeof(int) * (long)tokens.Length;

    public ReadOnlySpan<Token> Written => tokens.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(Token token)
    {
        if (Count == tokens.Length)
            Array.Resize(ref tokens, 2 * Count);
        tokens[Count++] = token;
    }

    public void AddRange(ReadOnlySpan<Token> range)
    {
        if (Count + range.Length > tokens.Length)
            Array.Resize(ref tokens, Math.Max(2 * tokens.Length, Count + range.Length));
        range.CopyTo(tokens.AsSpan(Count));
        Count += range.Length;
    }

    /// <summary>Forgets the tokens from <paramref name="count"/> on.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Moves the tokens from <paramref name="first"/> on.</summary>
    public void Shift(int first, int offset)
    {
        for (int i = first; offset > 0 && i < Count; i++)
            tokens[i] = new Token(tokens[i].Id, tokens[i].Start + offset, tokens[i].End + offset);
    }

    public void Reverse(int start) => tokens.AsSpan(start..Count).Reverse();
}
