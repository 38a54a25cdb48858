namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>A piece of a corpus.</summary>
/// <param name="Words">Words by their number; <see cref="SentenceEnd"/> after each sentence.</param>
/// <param name="Start">Tokens of the corpus before it.</param>
/// <param name="Tokens">Its tokens, those without a number among them.</param>
internal sealed record TokenBlock(int[] Words, long Start, int Tokens)
{
    public const int SentenceEnd = -1;
}
