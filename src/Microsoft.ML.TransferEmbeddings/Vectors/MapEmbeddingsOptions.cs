using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="EmbeddingMapCatalog.MapEmbeddings(TransformsCatalog, string, MapEmbeddingsOptions)"/>. Immutable.</summary>
public sealed class MapEmbeddingsOptions
{
    /// <summary>Name of the column of vectors that are mapped: vectors of <see cref="float"/> of known length.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public required string InputColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(InputColumnName)); }

    /// <summary>Name of the column with the partner of each vector, in the space to map to: vectors of <see cref="float"/> of known length. Only fitting reads it.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public required string TargetColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(TargetColumnName)); }

    /// <summary>Method of learning the map; default <see cref="EmbeddingMapMethod.Ridge"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingMapMethod Method
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Method), value, "Method must be Ridge or Procrustes.");
    }

    /// <summary>Penalty on the sum of the squared weights with <see cref="EmbeddingMapMethod.Ridge"/>, positive and finite; null, the default, for the one with the lowest error in
    /// generalized cross-validation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? Penalty { get; init => field = value is { } penalty ? OptionRange.Positive(penalty, nameof(Penalty)) : null; }
}
