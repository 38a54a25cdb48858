namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

/// <summary>Cuts a batch into pieces that fit into memory.</summary>
internal static class BatchPieces
{
    /// <param name="texts">The batch.</param>
    /// <param name="maxTokens">Tokens of a piece, with padding; a longer text is a piece of its own.</param>
    /// <returns>The texts in their order.</returns>
    public static IReadOnlyList<IReadOnlyList<TokenizedText>> Cut(IReadOnlyList<TokenizedText> texts, int maxTokens)
    {
        var pieces = new List<IReadOnlyList<TokenizedText>>();
        var piece = new List<TokenizedText>();
        int longest = 0;
        foreach (var text in texts)
        {
            int length = Math.Max(1, text.Ids.Length);
            if (piece.Count > 0 && (long)(piece.Count + 1) * Math.Max(longest, length) > maxTokens)
            {
                pieces.Add(piece);
                piece = [];
                longest = 0;
            }
            piece.Add(text);
            longest = Math.Max(longest, length);
        }
        pieces.Add(piece);
        return pieces;
    }
}
