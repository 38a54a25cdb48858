using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Normalizers;

/// <summary>A step that rewrites a text before it is cut into words. Thread-safe.</summary>
internal interface INormalizer
{
    /// <param name="input">The text. It is not empty.</param>
    /// <param name="output">Where the new text goes; empty, and with origins where <paramref name="input"/> has them.</param>
    /// <returns>False where the text stays as it is; <paramref name="output"/> then does not count.</returns>
    bool Normalize(NormalizedText input, NormalizedText output);
}
