namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>The best way to reach a place of a word.</summary>
internal struct UnigramStep
{
    public const int Size = sizeof(double) + 2 * sizeof(int);

    public double Score;
    public int Start, Id;
}
