namespace Microsoft.ML.TransferEmbeddings.Tokenization.PostProcessors;

/// <summary>tokenizer.json's <c>Sequence</c> of post-processors, and any single one.</summary>
internal sealed class PostProcessorSequence(IReadOnlyList<IPostProcessor> steps) : IPostProcessor
{
    public bool ReadsSpaces { get; } = steps.Any(step => step.ReadsSpaces);

    public int CountAdded(bool isPair) => steps.Sum(step => step.CountAdded(isPair));

    public IReadOnlyList<EncodedPart> Process(IReadOnlyList<EncodedPart> parts, bool isPair, bool addSpecialTokens) =>
        steps.Aggregate(parts, (current, step) => step.Process(current, isPair, addSpecialTokens));
}
