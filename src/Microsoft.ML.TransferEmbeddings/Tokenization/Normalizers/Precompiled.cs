using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Precompiled</c>: SentencePiece's table of replacements.</summary>
internal sealed class Precompiled(CharsMap map) : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        map.Normalize(input, output);
        return true;
    }
}
