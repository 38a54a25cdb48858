namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How far the similarities of vectors agree with those that people gave.</summary>
/// <param name="Pearson">Pearson's correlation over the pairs whose words are both known; NaN for fewer than two pairs or where all are alike.</param>
/// <param name="Spearman">Spearman's rank correlation over the same pairs; equal values share the mean of their ranks.</param>
/// <param name="Pairs">Pairs of the file.</param>
/// <param name="UnknownPairs">Those of them with an unknown word.</param>
public sealed record WordPairEvaluation(double Pearson, double Spearman, int Pairs, int UnknownPairs)
{
    /// <summary>The part of the pairs that has an unknown word, from 0 to 1.</summary>
    public double UnknownShare => Pairs == 0 ? 0 : (double)UnknownPairs / Pairs;
}
