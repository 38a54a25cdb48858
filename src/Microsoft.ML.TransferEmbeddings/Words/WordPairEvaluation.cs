namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How far the similarities of vectors agree with those that people gave. Immutable.</summary>
public sealed class WordPairEvaluation
{
    internal WordPairEvaluation(double pearson, double spearman, int pairs, int unknownPairs)
    {
        Pearson = pearson;
        Spearman = spearman;
        Pairs = pairs;
        UnknownPairs = unknownPairs;
    }

    /// <summary>Pearson's correlation over the pairs whose words are both known; NaN for fewer than two pairs or where all are alike.</summary>
    public double Pearson { get; }

    /// <summary>Spearman's rank correlation over the same pairs; equal values share the mean of their ranks.</summary>
    public double Spearman { get; }

    /// <summary>Number of pairs in the file.</summary>
    public int Pairs { get; }

    /// <summary>Number of pairs with an unknown word.</summary>
    public int UnknownPairs { get; }

    /// <summary>Share of the pairs that has an unknown word, from 0 to 1.</summary>
    public double UnknownShare => Pairs == 0 ? 0 : (double)UnknownPairs / Pairs;
}
