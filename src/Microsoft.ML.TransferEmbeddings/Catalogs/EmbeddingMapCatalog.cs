using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Vectors;

namespace Microsoft.ML;

/// <summary>Stages that map vectors: to another space, to the mean zero, to fewer dimensions.</summary>
public static class EmbeddingMapCatalog
{
    /// <summary>Appends a column with vectors less the mean of the training rows' vectors.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="inputColumnName">The column of vectors of <see cref="float"/> of known length; null for <paramref name="outputColumnName"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence").Append(ml.Transforms.CenterEmbeddings("Features"));
    /// </code>
    /// </example>
    public static EmbeddingMapEstimator CenterEmbeddings(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null) =>
        Create(catalog, outputColumnName, inputColumnName, (vectors, checkAlive) => MapFitting.Center(vectors));

    /// <summary>Appends a column with vectors of fewer dimensions: their coordinates in the directions in which the training rows' vectors vary most (principal components), after
    /// their mean is subtracted.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="dimensions">Length of the new vectors, 1 or more.</param>
    /// <param name="inputColumnName">The column of vectors of <see cref="float"/> of known length; null for <paramref name="outputColumnName"/>.</param>
    /// <returns>The stage. <see cref="EmbeddingMap.KeptVariance"/> of the fitted stage's map is the share of the variance that is kept.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence").Append(ml.Transforms.ReduceEmbeddings("Features", 4));
    /// double kept = pipeline.Fit(train).LastTransformer.Map.KeptVariance!.Value;
    /// </code>
    /// </example>
    public static EmbeddingMapEstimator ReduceEmbeddings(this TransformsCatalog catalog, string outputColumnName, int dimensions, string? inputColumnName = null)
    {
        OptionRange.AtLeast(1, dimensions, nameof(dimensions));
        return Create(catalog, outputColumnName, inputColumnName, (vectors, checkAlive) => MapFitting.PrincipalComponents(vectors, dimensions, checkAlive));
    }

    /// <summary>Appends a column with whitened vectors, whose dimensions are uncorrelated and have variance 1 over the training rows.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="inputColumnName">The column of vectors of <see cref="float"/> of known length; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="dimensions">Number of directions that are kept, those of the largest variance; null, the default, for all, which needs more rows than dimensions.</param>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is below 1.</exception>
    public static EmbeddingMapEstimator WhitenEmbeddings(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, int? dimensions = null)
    {
        if (dimensions is { } given)
            OptionRange.AtLeast(1, given, nameof(dimensions));
        return Create(catalog, outputColumnName, inputColumnName, (vectors, checkAlive) => MapFitting.Whiten(vectors, dimensions, checkAlive));
    }

    /// <summary>Appends a column with vectors mapped to another space. The map is learned from training rows that have a vector in both spaces, such as photos with captions: a
    /// bridge between two encoders that were never trained together.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>, as long as those of the target column.</param>
    /// <param name="inputColumnName">The column of vectors of <see cref="float"/> of known length.</param>
    /// <param name="targetColumnName">The column with the partner of each vector in the other space; only fitting reads it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static EmbeddingMapEstimator MapEmbeddings(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, string targetColumnName) =>
        MapEmbeddings(catalog, outputColumnName, new MapEmbeddingsOptions { InputColumnName = inputColumnName, TargetColumnName = targetColumnName });

    /// <summary>Appends a column with vectors mapped to another space. The map is learned from training rows that have a vector in both spaces, such as photos with captions: a
    /// bridge between two encoders that were never trained together.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>, as long as those of the target column.</param>
    /// <param name="options">The columns, and how the map is learned.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> is empty.</exception>
    public static EmbeddingMapEstimator MapEmbeddings(this TransformsCatalog catalog, string outputColumnName, MapEmbeddingsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        return new EmbeddingMapEstimator(
            MLNetInternals.EnvironmentOf(catalog), outputColumnName, options.InputColumnName, options.TargetColumnName, (from, to, checkAlive) =>
                options.Method == EmbeddingMapMethod.Procrustes ? MapFitting.Procrustes(from, to!, checkAlive) : MapFitting.Ridge(from, to!, options.Penalty, checkAlive));
    }

    /// <summary>Makes a stage of a map that was learned before.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="map">The map.</param>
    /// <param name="inputColumnName">The column of vectors of <see cref="float"/>, as long as the map takes them; null for <paramref name="outputColumnName"/>.</param>
    /// <returns>The stage, which needs no fitting.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="outputColumnName"/> or <paramref name="map"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static EmbeddingMapTransformer ApplyEmbeddingMap(this TransformsCatalog catalog, string outputColumnName, EmbeddingMap map, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(map);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return new EmbeddingMapTransformer(MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, map);
    }

    private static EmbeddingMapEstimator Create(TransformsCatalog catalog, string outputColumnName, string? inputColumnName, Func<VectorTable, Action, EmbeddingMap> learn)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return new EmbeddingMapEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, targetColumn: null, (vectors, _, checkAlive) => learn(vectors, checkAlive));
    }
}
