namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>A step that completes the tokens of a text or a pair: special tokens, token types, offsets. Thread-safe.</summary>
internal interface IPostProcessor
{
    /// <summary>Whether it looks at the white space of pieces, which is then counted.</summary>
    bool ReadsSpaces => false;

    /// <summary>The number of special tokens that it adds.</summary>
    int CountAdded(bool isPair);

    /// <param name="parts">The texts, one or two, or what the step before made of them.</param>
    /// <param name="isPair">Whether there are two texts.</param>
    /// <param name="addSpecialTokens">Whether special tokens are wanted.</param>
    /// <returns>Parts that are joined in the end.</returns>
    IReadOnlyList<EncodedPart> Process(IReadOnlyList<EncodedPart> parts, bool isPair, bool addSpecialTokens);
}
