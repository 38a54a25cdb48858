using System.Runtime.CompilerServices;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Fuses the vectors of several columns, such as those of a text and of an image, into one.</summary>
public static class FusionCatalog
{
    private static readonly ModalityDropoutOptions DefaultDropout = new();

    /// <summary>Appends a column with the vectors of several columns side by side, each divided by its length (L2).</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="inputColumnNames">The columns of vectors of <see cref="float"/> of known length. Where a row has no vector (no values, NaN for all or zeros for all), zeros stand
    /// for it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty or given twice, or there is none.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText([new("TitleVector", "Title"), new("BodyVector", "Body")], new())
    ///     .Append(ml.Transforms.FuseEmbeddings("Features", "TitleVector", "BodyVector"))
    ///     .Append(ml.BinaryClassification.Trainers.LinearProbe());
    /// </code>
    /// </example>
    public static FuseEmbeddingsEstimator FuseEmbeddings(this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames) =>
        FuseEmbeddings(catalog, outputColumnName, new FuseEmbeddingsOptions { InputColumnNames = inputColumnNames });

    /// <summary>Appends a column that fuses the vectors of several columns into one.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="options">The columns, and how their vectors are scaled, weighted and combined.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> is empty, or <paramref name="options"/> want indicators in averaged vectors.</exception>
    [OverloadResolutionPriority(1)]
    public static FuseEmbeddingsEstimator FuseEmbeddings(this TransformsCatalog catalog, string outputColumnName, FuseEmbeddingsOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        if (options is { MissingIndicators: true, Combination: BlockCombination.Average })
            throw new ArgumentException("MissingIndicators need blocks side by side, and Combination is Average. Concatenate, or leave the indicators out.", nameof(options));
        return new FuseEmbeddingsEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, options);
    }

    /// <summary>
    /// Makes a trainer learn to do without a modality: it is trained on the fused rows and on copies of them in which blocks are missing at random. Its model then serves rows
    /// with all of their blocks and rows that lack some.
    /// </summary>
    /// <param name="trainer">The trainer, which stands right after FuseEmbeddings with concatenated blocks.</param>
    /// <param name="options">The feature column and how much is dropped; null for the defaults.</param>
    /// <typeparam name="TTransformer">Type of the trainer's model.</typeparam>
    /// <returns>An estimator with the model of the trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trainer"/> is null.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText([new("TitleVector", "Title"), new("BodyVector", "Body")], new() { EmptyTexts = EmptyTextHandling.MissingVector })
    ///     .Append(ml.Transforms.FuseEmbeddings("Features", "TitleVector", "BodyVector"))
    ///     .Append(ml.BinaryClassification.Trainers.LinearProbe().WithModalityDropout());
    /// </code>
    /// </example>
    public static ModalityDropoutEstimator<TTransformer> WithModalityDropout<TTransformer>(this IEstimator<TTransformer> trainer, ModalityDropoutOptions? options = null)
        where TTransformer : ITransformer
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return new ModalityDropoutEstimator<TTransformer>(trainer, options ?? DefaultDropout);
    }
}
