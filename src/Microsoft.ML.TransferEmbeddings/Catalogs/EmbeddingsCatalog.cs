using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML;

/// <summary>Uses encoders of any kind as stages of an ML.NET pipeline.</summary>
public static class EmbeddingsCatalog
{
    /// <summary>Appends a column with the vectors that a model computes for the values of a column.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="model">The model, of this or any other package. It stays the caller's.</param>
    /// <param name="inputColumnName">The column to encode; null for <paramref name="outputColumnName"/>.</param>
    /// <typeparam name="TInput">What the model encodes.</typeparam>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="outputColumnName"/> or <paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static EmbeddingEstimator Embed<TInput>(this TransformsCatalog catalog, string outputColumnName, EmbeddingModel<TInput> model, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        return Embed(catalog, outputColumnName, new EmbedOptions<TInput> { Model = model, InputColumnName = inputColumnName });
    }

    /// <summary>Appends a column with the vectors that a model computes for the values of a column.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the model's dimension.</param>
    /// <param name="options">The model and settings of the stage.</param>
    /// <typeparam name="TInput">What the model encodes.</typeparam>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="NotSupportedException"><see cref="EmbeddingStageOptions.Storage"/> is <see cref="ModelStorage.Reference"/> and no folder holds the
    /// model's files unchanged.</exception>
    public static EmbeddingEstimator Embed<TInput>(this TransformsCatalog catalog, string outputColumnName, EmbedOptions<TInput> options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        return Create(catalog, options, EmbeddingStageSettings.Of(outputColumnName, options));
    }

    /// <summary>Appends a column of vectors for each of several columns, in one pass over the data.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="columns">Pairs of a column to append and the column to encode.</param>
    /// <param name="options">The model and settings of the stage; <see cref="EmbeddingStageOptions.InputColumnName"/> must be null.</param>
    /// <typeparam name="TInput">What the model encodes.</typeparam>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no column, a name is empty, two columns to append have the same name, or <paramref name="options"/> name an input
    /// column as well.</exception>
    /// <exception cref="NotSupportedException"><see cref="EmbeddingStageOptions.Storage"/> is <see cref="ModelStorage.Reference"/> and no folder holds the
    /// model's files unchanged.</exception>
    public static EmbeddingEstimator Embed<TInput>(this TransformsCatalog catalog, InputOutputColumnPair[] columns, EmbedOptions<TInput> options)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(options);
        return Create(catalog, options, EmbeddingStageSettings.Of(columns, options));
    }

    private static EmbeddingEstimator Create<TInput>(TransformsCatalog catalog, EmbedOptions<TInput> options, EmbeddingStageSettings settings)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options.Model, nameof(options));
        return new EmbeddingEstimator(MLNetInternals.EnvironmentOf(catalog), options.Model.Definition, settings with
        {
            InvalidInputs = options.InvalidInputs,
            Notice = options.Model.StageNotice,
            Reference = options.Storage == ModelStorage.Reference ? options.Model.RequireReference() : null,
        });
    }
}
