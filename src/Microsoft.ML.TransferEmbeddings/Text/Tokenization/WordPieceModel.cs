using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// tokenizer.json's <c>WordPiece</c>: a word is spelled by the longest piece that begins it, then the longest piece with the continuing prefix that
/// begins what is left, and so on; a word that can't be spelled to its end is one unknown token.
/// </summary>
internal sealed class WordPieceModel
{
    private readonly PieceTable beginnings;
    private readonly PieceTable continuations;
    private readonly int maxWordCodePoints;

    public WordPieceModel(IReadOnlyDictionary<string, int> vocabulary, string unknownToken, string continuingPrefix, int maxWordCodePoints)
    {
        this.maxWordCodePoints = maxWordCodePoints;
        UnknownTokenId = vocabulary[unknownToken];
        beginnings = new PieceTable(vocabulary);
        continuations = new PieceTable(vocabulary
            .Where(piece => piece.Key.StartsWith(continuingPrefix, StringComparison.Ordinal))
            .Select(piece => KeyValuePair.Create(piece.Key[continuingPrefix.Length..], piece.Value)));
    }

    public int UnknownTokenId { get; }

    /// <summary>Writes the ids of one word, which is not empty.</summary>
    public void Encode(ReadOnlySpan<char> word, IBufferWriter<int> ids)
    {
        if (IsTooLong(word))
        {
            ids.Write([UnknownTokenId]);
            return;
        }

        // Written ahead, counted only when the word is spelled to its end.
        var pieces = ids.GetSpan(word.Length);
        int count = 0;
        var table = beginnings;
        for (var rest = word; !rest.IsEmpty; table = continuations)
        {
            int length = table.FindLongest(rest, out int id);
            if (length == 0)
            {
                pieces[0] = UnknownTokenId;
                count = 1;
                break;
            }
            pieces[count++] = id;
            rest = rest[length..];
        }
        ids.Advance(count);
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
