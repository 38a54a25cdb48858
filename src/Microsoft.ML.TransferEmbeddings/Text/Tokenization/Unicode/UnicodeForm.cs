namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>The four normalization forms of Unicode.</summary>
internal enum UnicodeForm
{
    C,
    D,
    KC,
    KD,
}
