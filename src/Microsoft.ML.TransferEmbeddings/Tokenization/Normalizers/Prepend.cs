using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>tokenizer.json's <c>Prepend</c>: puts a text before every stretch that is not empty.</summary>
internal sealed class Prepend(string prefix) : INormalizer
{
    public bool Normalize(NormalizedText input, NormalizedText output)
    {
        output.Append(prefix, input, 0, 1);
        output.AppendCopy(input, 0, input.Length);
        return true;
    }
}
