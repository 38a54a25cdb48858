using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

public static partial class TransferEmbeddingsCatalog
{
    /// <summary>Appends a column with the vectors of keys, such as items, users or words.</summary>
    /// <remarks>
    /// Keys are looked up by name, text as is, numbers in the invariant culture (3, 0.5, 1E+20). Unknown and missing keys get zeros, unless the vectors are
    /// <see cref="WordVectors"/> with another choice in <see cref="WordVectors.Lookup"/>. A saved pipeline contains the vectors; for a key column, only those of its
    /// keys.
    /// </remarks>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the vectors' dimension.</param>
    /// <param name="vectors">The vectors of the keys' names.</param>
    /// <param name="inputColumnName">The column of keys, texts or numbers; null for <paramref name="outputColumnName"/>.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="outputColumnName"/> or <paramref name="vectors"/> is
    /// null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <example>
    /// <code>
    /// var drinks = KeyedVectors.Create(["beer", "ale", "coffee"], [[1, 0.1f], [0.9f, 0.2f], [0, 1]]);
    /// var rows = ml.Data.LoadFromEnumerable(new[] { new { Drink = "coffee" }, new { Drink = "kvass" } });
    /// var stage = ml.Transforms.EmbedKeys("Features", drinks, "Drink").Fit(rows);
    /// float[][] vectors = [.. stage.Transform(rows).GetColumn&lt;float[]&gt;("Features")];
    /// Console.WriteLine(string.Join(' ', vectors[0])); // prints 0 1
    /// Console.WriteLine(string.Join(' ', vectors[1])); // prints 0 0
    /// </code>
    /// </example>
    public static KeyEmbeddingEstimator EmbedKeys(this TransformsCatalog catalog, string outputColumnName, KeyedVectors vectors, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return catalog.EmbedKeys(outputColumnName, new EmbedKeysOptions { Vectors = vectors, InputColumnName = inputColumnName });
    }

    /// <summary>
    /// Appends a column with the vectors of keys, as <see cref="EmbedKeys(TransformsCatalog, string, KeyedVectors, string?)"/> does, with options.
    /// </summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the vectors' dimension.</param>
    /// <param name="options">The vectors and settings of the stage.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> is empty.</exception>
    /// <exception cref="NotSupportedException">The storage is <see cref="ModelStorage.Reference"/>: there is no model folder to refer to.</exception>
    public static KeyEmbeddingEstimator EmbedKeys(this TransformsCatalog catalog, string outputColumnName, EmbedKeysOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        return new KeyEmbeddingEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, options);
    }

    /// <summary>
    /// Appends a column with the vector of a text: the mean of its words' vectors with smooth inverse frequency weighting, fitted on the training data
    /// (<see cref="WordVectors.ToWeightedTextModel"/>).
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the vectors' dimension.</param>
    /// <param name="vectors">The vectors of the words.</param>
    /// <param name="inputColumnName">The text column; null for <paramref name="outputColumnName"/>. A null or empty text has a vector of zeros.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/>, <paramref name="outputColumnName"/> or <paramref name="vectors"/> is
    /// null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static WeightedTextEstimator EmbedTextWeighted(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, WordVectors vectors, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return catalog.EmbedTextWeighted(outputColumnName, new EmbedTextWeightedOptions { Vectors = vectors, InputColumnName = inputColumnName });
    }

    /// <summary>
    /// Appends a column with the vector of a text, as <see cref="EmbedTextWeighted(TransformsCatalog.TextTransforms, string, WordVectors, string?)"/> does, with
    /// options.
    /// </summary>
    /// <param name="catalog">The text transforms: <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/> of the vectors' dimension.</param>
    /// <param name="options">The vectors of the words, their weighting and settings of the stage.</param>
    /// <returns>The stage, to be followed by a trainer.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> is empty.</exception>
    /// <exception cref="NotSupportedException">The storage is <see cref="ModelStorage.Reference"/>: there is no model folder to refer to.</exception>
    public static WeightedTextEstimator EmbedTextWeighted(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, EmbedTextWeightedOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        return new WeightedTextEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, options);
    }
}
