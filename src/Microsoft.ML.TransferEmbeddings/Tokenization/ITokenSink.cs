namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Takes the tokens of a text in their order.</summary>
internal interface ITokenSink
{
    /// <summary>Whether the rest of the text need not be read.</summary>
    bool IsFull { get; }

    /// <summary>Takes an added token.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="text">What it was found as.</param>
    /// <param name="origin">Its range of the original text, where that is kept.</param>
    void AddAddedToken(int id, ReadOnlySpan<char> text, (int Start, int End) origin);

    /// <summary>Takes the tokens of a word, in <see cref="TokenizerScratch.Tokens"/>.</summary>
    void AddWord(TokenizerScratch scratch, (int Start, int End) word);
}
