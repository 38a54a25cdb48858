namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Counts tokens.</summary>
internal struct CountingSink : ITokenSink
{
    public readonly bool IsFull => false;

    public int Count { get; private set; }

    public void AddAddedToken(int id, ReadOnlySpan<char> text, (int Start, int End) origin) => Count++;

    public void AddWord(TokenizerScratch scratch, (int Start, int End) word) => Count += scratch.Tokens.Count;
}
