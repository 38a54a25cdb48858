using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Sequence</c> of normalizers, and any single one: each works on what the one before it made.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> steps)
{
    private readonly INormalizer[] steps = [.. steps];

    /// <summary>Whether texts stay as they are.</summary>
    public bool IsEmpty => steps.Length == 0;

    /// <summary>Normalizes <paramref name="text"/>; the two buffers change places with every change, and the result is in <paramref name="text"/>.</summary>
    public void Normalize(ref NormalizedText text, ref NormalizedText spare)
    {
        foreach (var step in steps)
        {
            if (text.Length == 0)
                return;
            spare.Clear(text);
            if (step.Normalize(text, spare))
                (text, spare) = (spare, text);
        }
    }
}
