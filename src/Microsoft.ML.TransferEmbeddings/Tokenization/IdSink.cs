using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Passes ids on up to a number of them; is full when there were more.</summary>
internal struct IdSink(IBufferWriter<int> ids, int capacity) : ITokenSink
{
    private int left = capacity;

    public bool IsFull { get; private set; }

    public void AddAddedToken(int id, ReadOnlySpan<char> text, (int Start, int End) origin)
    {
        if (left == 0)
        {
            IsFull = true;
            return;
        }
        ids.GetSpan(1)[0] = id;
        ids.Advance(1);
        left--;
    }

    public void AddWord(TokenizerScratch scratch, (int Start, int End) word)
    {
        var tokens = scratch.Tokens.Written;
        if (tokens.Length > left)
        {
            IsFull = true;
            tokens = tokens[..left];
        }
        var span = ids.GetSpan(tokens.Length);
        for (int i = 0; i < tokens.Length; i++)
            span[i] = tokens[i].Id;
        ids.Advance(tokens.Length);
        left -= tokens.Length;
    }
}
