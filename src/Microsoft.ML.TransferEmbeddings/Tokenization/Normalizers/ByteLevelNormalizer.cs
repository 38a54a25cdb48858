using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>ByteLevel</c> as a normalizer: every byte of the UTF-8 form becomes a visible character.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        ByteCharacters.Append(input, 0, input.Length, output);
        return true;
    }
}
