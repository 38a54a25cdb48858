namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A set of blocks of a vector, with the error of a linear classifier on them. Immutable.</summary>
public sealed class FeatureBlockTrial
{
    internal FeatureBlockTrial(IReadOnlyList<int> blocks, double error)
    {
        Blocks = blocks;
        Error = error;
    }

    /// <summary>Indices of the blocks, from 0, ascending.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>
    /// Mean squared error of a linear classifier on rows that it was not trained on, summed over the classes' targets of 0 and 1. A classifier that learned nothing
    /// has (classes - 1) / classes where all classes are equally frequent.
    /// </summary>
    public double Error { get; }
}
