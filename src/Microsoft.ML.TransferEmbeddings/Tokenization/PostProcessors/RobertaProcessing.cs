namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>tokenizer.json's <c>RobertaProcessing</c>: <c>&lt;s&gt; A &lt;/s&gt;</c>, and <c>&lt;/s&gt; B &lt;/s&gt;</c> after it, all of type 0.</summary>
/// <param name="begin">The id of <c>&lt;s&gt;</c>.</param>
/// <param name="end">The id of <c>&lt;/s&gt;</c>.</param>
/// <param name="trimming">Takes white space off the offsets; null: they stay.</param>
internal sealed class RobertaProcessing(int begin, int end, OffsetTrimming? trimming) : IPostProcessor
{
    public bool ReadsSpaces => trimming is not null;

    public int CountAdded(bool isPair) => isPair ? 4 : 2;

    public IReadOnlyList<EncodedPart> Process(IReadOnlyList<EncodedPart> parts, bool isPair, bool addSpecialTokens)
    {
        if (trimming is not null)
            parts = trimming.Trim(parts);
        parts = [.. parts.Select(part => part.Select(WithTypeZero, addSpecialTokens ? WithTypeZero : Unchanged))];
        return addSpecialTokens
            ? [.. parts.Select((part, i) => part.Surround([i == 0 ? begin : end], [end], typeId: 0))]
            : parts;
    }

    private static EncodedToken WithTypeZero(EncodedToken token) => token with { TypeId = 0 };

    private static EncodedToken Unchanged(EncodedToken token) => token;
}
