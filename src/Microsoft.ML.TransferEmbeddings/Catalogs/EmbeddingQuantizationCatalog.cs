using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Stores embeddings in less memory.</summary>
public static class EmbeddingQuantizationCatalog
{
    /// <summary>Appends a column with the codes of embeddings: one byte or one bit per dimension in place of four bytes.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="sbyte"/> (<see cref="EmbeddingPrecision.Int8"/>) or of <see cref="byte"/>
    /// (<see cref="EmbeddingPrecision.Binary"/>).</param>
    /// <param name="inputColumnName">The column of embeddings, vectors of <see cref="float"/> of known length; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="precision">Storage per dimension; default <see cref="EmbeddingPrecision.Int8"/>.</param>
    /// <returns>The stage. <see cref="EmbeddingQuantizationTransformer.CreateInverse"/> of the fitted stage turns codes into embeddings again.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> or <paramref name="inputColumnName"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is not defined.</exception>
    /// <example>
    /// <code>
    /// var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence")
    ///     .Append(ml.Transforms.QuantizeEmbeddings("Code", "Features"));
    /// Console.WriteLine(pipeline.Fit(train).Transform(train).Schema["Code"].Type); // prints Vector&lt;SByte, 256&gt;
    /// </code>
    /// </example>
    public static EmbeddingQuantizationEstimator QuantizeEmbeddings(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, EmbeddingPrecision precision = EmbeddingPrecision.Int8)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        if (!Enum.IsDefined(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "The precision must be Int8 or Binary.");
        return new EmbeddingQuantizationEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, precision);
    }
}
