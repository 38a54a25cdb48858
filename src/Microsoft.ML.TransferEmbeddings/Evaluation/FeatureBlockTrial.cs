namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A set of blocks of a vector, and how well a linear classifier does with them. Immutable.</summary>
public sealed class FeatureBlockTrial
{
    internal FeatureBlockTrial(IReadOnlyList<int> blocks, double error)
    {
        Blocks = blocks;
        Error = error;
    }

    /// <summary>The numbers of the blocks, from 0, ascending.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>
    /// The mean squared error of a linear classifier on rows that it was not trained on, summed over the classes' targets of 0 and 1. Equally frequent classes
    /// and no knowledge give (classes - 1) / classes.
    /// </summary>
    public double Error { get; }
}
