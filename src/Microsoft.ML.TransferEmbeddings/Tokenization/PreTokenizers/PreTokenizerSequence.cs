namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>tokenizer.json's <c>Sequence</c> of pre-tokenizers, and any single one: each cuts the words that the one before it made.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> steps) : IPreTokenizer
{
    private readonly IPreTokenizer[] steps = [.. steps];

    public bool ReadsOrigins => steps.Any(step => step.ReadsOrigins);

    public void PreTokenize(PreTokenizedText text)
    {
        foreach (var step in steps)
            step.PreTokenize(text);
    }
}
