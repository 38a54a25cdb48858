using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How blocks of a vector are chosen. Immutable.</summary>
public sealed class FeatureBlockSelectionOptions
{
    /// <summary>The lengths of the blocks, in their order in the vector, each at least 1. They add up to the length of the vector.</summary>
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

    /// <summary>The column of vectors of <see cref="float"/> that the blocks are parts of. "Features" by default.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>
    /// A stage that makes the vectors: it is fitted on the rows that count and transforms no other, which saves an expensive encoder most of a large view.
    /// Null, the default, where the data have the vectors. The fitted stage is disposed of.
    /// </summary>
    public IEstimator<ITransformer>? Featurizer { get; init; }

    /// <summary>Whether the vector of each set of blocks is brought to length 1, as a stage would that gives vectors of length 1. False by default.</summary>
    public bool NormalizeVectors { get; init; }

    /// <summary>
    /// Maximum number of labeled rows that count, at least 4; 2,000 by default. Of more rows always the same ones count, by each class's share, but two of each
    /// class at least.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 4.</exception>
    public int MaxRows { get; init => field = OptionRange.AtLeast(4, value, nameof(MaxRows)); } = 2_000;

    /// <summary>Receives each set that was compared, on the calling thread. Null, the default, for no reports.</summary>
    public IProgress<FeatureBlockTrial>? Progress { get; init; }

    /// <summary>Cancels the selection: between two rows that are read, and between two parts of the cross-validation.</summary>
    public CancellationToken CancellationToken { get; init; }
}
