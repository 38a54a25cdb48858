using System.Buffers;
using Microsoft.ML.TransferEmbeddings.Tokenization;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>The rows of a text's words as token ids: words that are in no row have none, though their subwords may give them a vector.</summary>
internal sealed class WordTextTokenizer(WordTable table, WordTokenization tokenization, WordLookup lookup) : ITextTokenizer
{
    private readonly WordFinder finder = new(table, lookup);

    public int VocabularySize => table.Count;

    public int OwnVocabularySize => table.Count;

    public int? UnknownTokenId => null;

    public int PaddingTokenId => 0;

    public IEnumerable<string> Tokens => table.Words;

    public bool Encode(ReadOnlySpan<char> text, IBufferWriter<int> ids, int maxTokens = int.MaxValue, bool addSpecialTokens = true)
    {
        int left = maxTokens;
        foreach (var (start, end) in tokenization.Split(text, out var characters))
        {
            int row = finder.FindRow(characters[start..end]);
            if (row < 0)
                continue;
            if (left-- == 0)
                return true;
            ids.GetSpan(1)[0] = row;
            ids.Advance(1);
        }
        return false;
    }

    public ITextTokenizer WithIdsBelow(int count) => this;
}
