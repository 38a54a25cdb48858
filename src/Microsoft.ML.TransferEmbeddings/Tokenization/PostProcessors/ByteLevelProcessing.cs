namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>tokenizer.json's <c>ByteLevel</c> as a post-processor: takes white space off the offsets.</summary>
/// <param name="trimming">Null: the offsets stay.</param>
internal sealed class ByteLevelProcessing(OffsetTrimming? trimming) : IPostProcessor
{
    public bool ReadsSpaces => trimming is not null;

    public int CountAdded(bool isPair) => 0;

    public IReadOnlyList<EncodedPart> Process(IReadOnlyList<EncodedPart> parts, bool isPair, bool addSpecialTokens) =>
        trimming?.Trim(parts) ?? parts;
}
