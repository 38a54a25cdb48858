namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Result of <see cref="WordVectors.EvaluateWordPairs"/>: the agreement of cosines with similarities that people rated. Immutable.</summary>
public sealed class WordPairEvaluation
{
    internal WordPairEvaluation(double pearson, double spearman, int pairs, int unknownPairs)
    {
        Pearson = pearson;
        Spearman = spearman;
        Pairs = pairs;
        UnknownPairs = unknownPairs;
    }

    /// <summary>Pearson's correlation over the pairs whose words are both known, from -1 to 1; NaN for fewer than two pairs or if all values are equal.</summary>
    public double Pearson { get; }

    /// <summary>Spearman's rank correlation over the same pairs, from -1 to 1; equal values have the mean of their ranks.</summary>
    public double Spearman { get; }

    /// <summary>Number of pairs in the file.</summary>
    public int Pairs { get; }

    /// <summary>Number of pairs with an unknown word.</summary>
    public int UnknownPairs { get; }

    /// <summary>Fraction of the pairs with an unknown word, from 0 to 1.</summary>
    public double UnknownShare => Pairs == 0 ? 0 : (double)UnknownPairs / Pairs;
}
