using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>NFC</c>, <c>NFD</c>, <c>NFKC</c> and <c>NFKD</c>.</summary>
internal sealed class UnicodeNormalizer(UnicodeForm form) : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        UnicodeNormalization.Normalize(form, input, TokenizerScratch.Current.Normalization, output);
        return true;
    }
}
