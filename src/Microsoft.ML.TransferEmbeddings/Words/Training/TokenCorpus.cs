using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>A text read once and held as four bytes a token. Not for several threads.</summary>
internal sealed class TokenCorpus
{
    /// <summary>Of a sentence: a longer one is cut, as in gensim. A block is closed after the sentence that gives it as many.</summary>
    public const int MostTokens = 10_000;

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idsOfSpans;
    private readonly List<string> words = [];
    private readonly List<long> counts = [];
    private readonly List<TokenBlock> blocks = [];
    // A block that is one token short, and a sentence; each token may have an end after it.
    private readonly int[] open = new int[4 * MostTokens];
    private int length;
    private int sentenceStart;
    private int openTokens;

    public TokenCorpus() => idsOfSpans = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All tokens, those that are no words among them.</summary>
    public long Tokens { get; private set; }

    /// <summary>Distinct, in the order of their first appearance.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>How often each of <see cref="Words"/> occurs.</summary>
    public IReadOnlyList<long> Counts => counts;

    /// <summary>Words are numbers of <see cref="Words"/>.</summary>
    public IReadOnlyList<TokenBlock> Blocks => blocks;

    /// <summary>The next token of a sentence. One that is empty or no Unicode text is passed over: no file could hold it as a word.</summary>
    public void Add(ReadOnlySpan<char> token)
    {
        Tokens++;
        openTokens++;
        if (!TryGetId(token, out int id))
            return;
        counts[id]++;
        open[length++] = id;
        if (length - sentenceStart == MostTokens)
            EndSentence();
    }

    public void EndSentence()
    {
        if (length > sentenceStart)
            open[length++] = TokenBlock.SentenceEnd;
        sentenceStart = length;
        if (openTokens >= MostTokens)
            CloseBlock();
    }

    /// <summary>To be called after the last token.</summary>
    public void Complete()
    {
        EndSentence();
        CloseBlock();
    }

    private void CloseBlock()
    {
        if (openTokens > 0)
            blocks.Add(new TokenBlock(open[..length], Tokens - openTokens, openTokens));
        (length, sentenceStart, openTokens) = (0, 0, 0);
    }

    private bool TryGetId(ReadOnlySpan<char> token, out int id)
    {
        if (idsOfSpans.TryGetValue(token, out id))
            return true;
        if (token.IsEmpty || !UnicodeText.IsValid(token))
            return false;
        id = words.Count;
        string word = token.ToString();
        ids.Add(word, id);
        words.Add(word);
        counts.Add(0);
        return true;
    }
}
