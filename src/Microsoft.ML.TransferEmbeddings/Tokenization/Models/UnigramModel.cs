using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>
/// tokenizer.json's <c>Unigram</c>: of all ways to spell a word the one with the largest sum of scores. Adjacent unknown characters are one token.
/// </summary>
internal sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;

    /// <summary>Stands for the unknown token where there is none: an error where the best way to spell a word needs it, and nowhere else.</summary>
    private const int NoToken = -1;

    private readonly PieceTrie trie;
    private readonly double[] scores;
    private readonly double unknownScore;
    private readonly bool byteFallback;
    private readonly int[] byteIds = new int[256];
    private readonly string fileName;
    private readonly WordCache cache = new();

    /// <param name="pieces">The pieces in the order of their ids. Of two equal ones the later counts.</param>
    /// <param name="unknownTokenId">The id of an unknown character; null: such a character is an error.</param>
    /// <param name="byteFallback">Whether unknown characters become their bytes.</param>
    /// <param name="fileName">For messages.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int? unknownTokenId, bool byteFallback, string fileName)
    {
        this.byteFallback = byteFallback;
        this.fileName = fileName;
        UnknownTokenId = unknownTokenId;
        scores = new double[pieces.Count];
        trie = new PieceTrie(2 * pieces.Count);
        double lowest = double.PositiveInfinity;
        var ids = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        for (int id = 0; id < pieces.Count; id++)
        {
            scores[id] = pieces[id].Score;
            lowest = Math.Min(lowest, scores[id]);
            ids[pieces[id].Piece] = id;
            if (pieces[id].Piece.Length > 0)
                trie.Add(pieces[id].Piece, id);
        }
        unknownScore = lowest - UnknownPenalty;
        Vocabulary = new Vocabulary(ids, pieces.Count);
        for (int b = 0; b < byteIds.Length; b++)
            byteIds[b] = Vocabulary.IdOf($"<0x{b:X2}>") ?? -1;
    }

    public Vocabulary Vocabulary { get; }

    public int? UnknownTokenId { get; }

    public void Tokenize(ReadOnlySpan<char> word, TokenBuffer tokens)
    {
        if (cache.TryAdd(word, tokens))
            return;
        int first = tokens.Count;
        AddPath(word, FindPath(word), tokens);
        cache.Set(word, tokens.Written[first..]);
    }

    /// <summary>An unknown token's text is what it stands for, a byte's is its piece.</summary>
    public ReadOnlySpan<char> TextOf(int id, ReadOnlySpan<char> covered) => id == UnknownTokenId ? covered : Vocabulary.TokenOf(id);

    private UnigramStep[] FindPath(ReadOnlySpan<char> word)
    {
        var path = TokenizerScratch.Current.Path(word.Length + 1);
        for (int end = 1; end <= word.Length; end++)
            path[end].Start = -1;
        path[0].Score = 0;
        for (int start = 0; start < word.Length;)
        {
            Rune.DecodeFromUtf16(word[start..], out _, out int length);
            bool isKnown = false;
            int node = PieceTrie.Root;
            for (int end = start; end < word.Length;)
            {
                node = trie.Step(node, word[end++]);
                if (node == PieceTrie.None)
                    break;
                if (trie.ValueOf(node) is >= 0 and var id)
                {
                    Reach(ref path[end], path[start].Score + scores[id], start, id);
                    isKnown |= end - start == length;
                }
            }
            if (!isKnown)
                Reach(ref path[start + length], path[start].Score + unknownScore, start, UnknownTokenId ?? NoToken);
            start += length;
        }
        return path;
    }

    /// <summary>Of equal scores the way that was found first stays, the one with the earlier cut.</summary>
    private static void Reach(ref UnigramStep step, double score, int start, int id)
    {
        if (step.Start < 0 || score > step.Score)
            step = new UnigramStep { Score = score, Start = start, Id = id };
    }

    private void AddPath(ReadOnlySpan<char> word, UnigramStep[] path, TokenBuffer tokens)
    {
        int first = tokens.Count;
        for (int end = word.Length; end > 0;)
        {
            int id = path[end].Id, start = path[end].Start;
            if (id == NoToken)
                throw UnknownWords.Error(word, fileName, null);
            while (id == UnknownTokenId && start > 0 && path[start].Id == id)
                start = path[start].Start;
            if (id == UnknownTokenId)
                AddUnknown(word, start, end, tokens);
            else
                tokens.Add(new Token(id, start, end));
            end = start;
        }
        tokens.Reverse(first);
    }

    /// <summary>A run of unknown characters: the piece that it happens to be, or all its bytes, or the unknown token. In reverse order.</summary>
    private void AddUnknown(ReadOnlySpan<char> word, int start, int end, TokenBuffer tokens)
    {
        int first = tokens.Count;
        int piece = trie.Find(word[start..end]);
        bool isBytes = piece == PieceTrie.None && byteFallback;
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = start, length; isBytes && i < end; i += length)
        {
            Rune.DecodeFromUtf16(word[i..], out var rune, out length);
            foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                isBytes &= byteIds[b] >= 0;
                tokens.Add(new Token(byteIds[b], start, end));
            }
        }
        if (isBytes)
        {
            tokens.Reverse(first);
            return;
        }
        tokens.Truncate(first);
        tokens.Add(new Token(piece == PieceTrie.None ? UnknownTokenId!.Value : piece, start, end));
    }
}
