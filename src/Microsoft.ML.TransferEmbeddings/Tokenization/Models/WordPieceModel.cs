namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>
/// tokenizer.json's <c>WordPiece</c>: a word is spelled by the longest piece that begins it, then the longest piece with the continuing prefix that
/// begins what is left, and so on; a word that can't be spelled to its end is one unknown token.
/// </summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly PieceTable beginnings;
    private readonly PieceTable continuations;
    private readonly string unknownToken;
    private readonly int maxWordCodePoints;
    private readonly string fileName;

    public WordPieceModel(Vocabulary vocabulary, string unknownToken, string continuingPrefix, int maxWordCodePoints, string fileName)
    {
        this.unknownToken = unknownToken;
        this.maxWordCodePoints = maxWordCodePoints;
        this.fileName = fileName;
        Vocabulary = vocabulary;
        UnknownTokenId = vocabulary.IdOf(unknownToken);
        beginnings = new PieceTable(vocabulary.Ids);
        continuations = new PieceTable([
            .. from piece in vocabulary.Ids
               where piece.Key.StartsWith(continuingPrefix, StringComparison.Ordinal)
               select KeyValuePair.Create(piece.Key[continuingPrefix.Length..], piece.Value),
        ]);
    }

    public Vocabulary Vocabulary { get; }

    public int? UnknownTokenId { get; }

    public void Tokenize(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        int first = tokens.Count;
        bool isSpelled = !IsTooLong(word);
        var table = beginnings;
        for (int start = 0; isSpelled && start < word.Length; table = continuations)
        {
            int length = table.FindLongest(word[start..], out int id);
            isSpelled = length > 0;
            tokens.Add(new Token(id, start, start + length));
            start += length;
        }
        if (isSpelled)
            return;
        tokens.Truncate(first);
        tokens.Add(new Token(UnknownTokenId ?? throw UnknownWords.Error(word, fileName, unknownToken), 0, word.Length));
    }

    private bool IsTooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= maxWordCodePoints)
            return false;
        int codePoints = word.Length;
        foreach (char c in word)
        {
            if (char.IsLowSurrogate(c))
                codePoints--;
        }
        return codePoints > maxWordCodePoints;
    }
}
