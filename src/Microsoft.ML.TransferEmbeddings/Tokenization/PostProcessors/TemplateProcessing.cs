namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>tokenizer.json's <c>TemplateProcessing</c>: texts and special tokens in any order, each with a type.</summary>
internal sealed class TemplateProcessing(IReadOnlyList<TemplateEntry> single, IReadOnlyList<TemplateEntry> pair) : IPostProcessor
{
    public int CountAdded(bool isPair) => (isPair ? pair : single).Sum(entry => entry.SpecialIds?.Length ?? 0);

    public IReadOnlyList<EncodedPart> Process(IReadOnlyList<EncodedPart> parts, bool isPair, bool addSpecialTokens)
    {
        var processed = new List<EncodedPart>();
        foreach (var entry in isPair ? pair : single)
        {
            if (entry.SpecialIds is null)
                processed.Add(parts[entry.Sequence].WithType(entry.TypeId));
            else if (addSpecialTokens)
                processed.Add(EncodedPart.Special(entry.SpecialIds, entry.TypeId));
        }
        return processed;
    }
}
