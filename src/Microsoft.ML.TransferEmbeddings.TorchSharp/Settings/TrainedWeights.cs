namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Choice of the weights that are trained. The others keep their values, bit by bit. Immutable.</summary>
public sealed class TrainedWeights
{
    private TrainedWeights(Kind kind, int number, string name)
    {
        Choice = kind;
        Number = number;
        Name = name;
    }

    internal enum Kind
    {
        All,
        LastBlocks,
        BiasesAndNorms,
        LowRank,
    }

    /// <summary>All weights, including the embeddings of tokens.</summary>
    public static TrainedWeights All { get; } = new(Kind.All, 0, "all");

    /// <summary>
    /// Biases, and scales and shifts of norms (BitFit, Zaken et al. 2022, https://arxiv.org/abs/2106.10199): one in a thousand weights. It wants a learning rate ten to a
    /// hundred times as high.
    /// </summary>
    public static TrainedWeights BiasesAndNorms { get; } = new(Kind.BiasesAndNorms, 0, "biases and norms");

    internal Kind Choice { get; }

    internal int Number { get; }

    private string Name { get; }

    /// <summary>The last blocks, and what follows them.</summary>
    /// <param name="count">Number of blocks, at least 1. If the network has fewer, all of them, but not the embeddings.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static TrainedWeights LastBlocks(int count) => new(Kind.LastBlocks, Options.OptionRange.AtLeast(1, count, nameof(count)), $"last {count} blocks");

    /// <summary>
    /// A product of two narrow matrices that is added to each matrix of the blocks (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685), and merged into it at the end.
    /// It wants a learning rate about ten times as high.
    /// </summary>
    /// <param name="rank">Width of the narrow matrices, at least 1; 8 is usual. The product counts twice.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is less than 1.</exception>
    public static TrainedWeights LowRank(int rank) => new(Kind.LowRank, Options.OptionRange.AtLeast(1, rank, nameof(rank)), $"low rank {rank}");

    /// <summary>Returns a short description, such as "last 2 blocks".</summary>
    public override string ToString() => Name;
}
