using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="FusionCatalog.FuseEmbeddings(TransformsCatalog, string, FuseEmbeddingsOptions)"/>. Immutable.</summary>
public sealed class FuseEmbeddingsOptions
{
    /// <summary>Names of the columns of vectors, one block for each: vectors of <see cref="float"/> of known length. One or more, each once.</summary>
    /// <exception cref="ArgumentException">There is no name, one is empty, or one is given twice.</exception>
    public required IReadOnlyList<string> InputColumnNames
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(InputColumnNames));
            if (value.Count == 0 || value.Any(string.IsNullOrEmpty) || value.Distinct().Count() < value.Count)
                throw new ArgumentException("InputColumnNames must name one column or more, each once.", nameof(InputColumnNames));
            field = [.. value];
        }
    }

    /// <summary>Scaling of each block; default <see cref="BlockScaling.UnitLength"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BlockScaling Scaling { get; init => field = OptionRange.Defined(value, nameof(Scaling)); }

    /// <summary>Choice of the blocks' weights; default <see cref="BlockWeighting.Equal"/>. Not used where <see cref="Weights"/> are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BlockWeighting Weighting { get; init => field = OptionRange.Defined(value, nameof(Weighting)); }

    /// <summary>A weight for each input column, which its scaled block is multiplied by, positive and finite; null, the default, for those of <see cref="Weighting"/>.</summary>
    /// <exception cref="ArgumentException">A weight is not positive and finite.</exception>
    public IReadOnlyList<float>? Weights
    {
        get;
        init
        {
            if (value?.Any(weight => !(weight > 0) || !float.IsFinite(weight)) == true)
                throw new ArgumentException("Weights must be positive and finite. Leave out a column that is not to count.", nameof(Weights));
            field = value is null ? null : [.. value];
        }
    }

    /// <summary>Name of the label column, of type <see cref="bool"/> or key, that <see cref="BlockWeighting.CrossValidated"/> reads; default "Label".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Combination of the blocks; default <see cref="BlockCombination.Concatenate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public BlockCombination Combination { get; init => field = OptionRange.Defined(value, nameof(Combination)); }

    /// <summary>Length to which the fused vector is reduced by the principal components of the training rows; null, the default, for its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Dimensions { get; init => field = value is { } dimensions ? OptionRange.AtLeast(1, dimensions, nameof(Dimensions)) : null; }

    /// <summary>Content of a block that a row lacks; default <see cref="MissingBlockHandling.Zero"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public MissingBlockHandling MissingBlocks { get; init => field = OptionRange.Defined(value, nameof(MissingBlocks)); }

    /// <summary>Whether each block is followed by a slot that is 1 where the row lacks the block and 0 where it has it; default false. Only with
    /// <see cref="BlockCombination.Concatenate"/>.</summary>
    public bool MissingIndicators { get; init; }
}
