namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>tokenizer.json's <c>BertProcessing</c>: <c>[CLS] A [SEP]</c>, and <c>B [SEP]</c> of type 1 after it.</summary>
internal sealed class BertProcessing(int begin, int end) : IPostProcessor
{
    public int CountAdded(bool isPair) => isPair ? 3 : 2;

    public IReadOnlyList<EncodedPart> Process(IReadOnlyList<EncodedPart> parts, bool isPair, bool addSpecialTokens) =>
        addSpecialTokens
            ? [.. parts.Select((part, i) => i == 0 ? part.Surround([begin], [end], typeId: 0) : part.Surround([], [end], typeId: 1))]
            : parts;
}
