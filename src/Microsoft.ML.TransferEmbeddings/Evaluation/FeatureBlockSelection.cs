namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Result of a selection of blocks of a vector for labeled rows. Immutable.</summary>
/// <seealso cref="FeatureBlockSelectionCatalog"/>
public sealed class FeatureBlockSelection
{
    internal FeatureBlockSelection(IReadOnlyList<int> blocks, IReadOnlyList<FeatureBlockTrial> tried)
    {
        Blocks = blocks;
        Tried = tried;
    }

    /// <summary>Indices of the chosen blocks, from 0, ascending.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>All sets that were compared: first each block alone, then each remaining block beside the chosen ones, and so on.</summary>
    public IReadOnlyList<FeatureBlockTrial> Tried { get; }
}
