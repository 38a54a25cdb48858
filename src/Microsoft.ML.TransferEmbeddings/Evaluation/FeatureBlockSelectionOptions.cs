using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="FeatureBlockSelectionCatalog.SelectFeatureBlocks"/>. Immutable; as thread-safe as <see cref="Progress"/>.</summary>
public sealed class FeatureBlockSelectionOptions
{
    /// <summary>Lengths of the blocks, in their order in the vector, each at least 1. They must add up to the length of the vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no block, or one is shorter than 1.</exception>
    public required IReadOnlyList<int> BlockLengths
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(BlockLengths));
            if (value.Count == 0 || value.Any(length => length < 1))
                throw new ArgumentOutOfRangeException(nameof(BlockLengths), $"{nameof(BlockLengths)} must have one length or more, each at least 1.");
            field = [.. value];
        }
    }

    /// <summary>Name of the label column, of type <see cref="bool"/> or key; default "Label".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Name of the column of vectors of <see cref="float"/> that the blocks are parts of; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>
    /// Stage that computes the vectors. It is fitted on the rows that are used and transforms only those, which saves time if an encoder is slow and the data are many.
    /// The fitted stage is disposed of. Null, the default, if the data have the vectors.
    /// </summary>
    public IEstimator<ITransformer>? Featurizer { get; init; }

    /// <summary>Whether the vector of each set of blocks is divided by its length (L2), as a stage with normalized vectors would do; default false.</summary>
    public bool NormalizeVectors { get; init; }

    /// <summary>
    /// Maximum number of labeled rows that are used; default 2,000, at least 4. Of more rows a fixed sample is used, in proportion to the classes but with at least two
    /// of each.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 4.</exception>
    public int MaxRows { get; init => field = OptionRange.AtLeast(4, value, nameof(MaxRows)); } = 2_000;

    /// <summary>Receives each set that was compared, on the calling thread; null, the default, for no reports.</summary>
    public IProgress<FeatureBlockTrial>? Progress { get; init; }

    /// <summary>Cancels the selection; checked several times a second, as is the cancellation of the context.</summary>
    public CancellationToken CancellationToken { get; init; }
}
