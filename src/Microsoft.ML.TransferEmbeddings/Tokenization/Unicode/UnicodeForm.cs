namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>The four normalization forms of Unicode.</summary>
internal enum UnicodeForm
{
    C,
    D,
    KC,
    KD,
}
