using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Embeddings in less memory.</summary>
public static class EmbeddingQuantizationCatalog
{
    /// <summary>Appends a column with the codes of embeddings: a byte or a bit a dimension in place of four bytes.</summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="sbyte"/> (<see cref="EmbeddingPrecision.Int8"/>) or of <see cref="byte"/>
    /// (<see cref="EmbeddingPrecision.Binary"/>).</param>
    /// <param name="inputColumnName">The column of embeddings; <paramref name="outputColumnName"/> where it is null.</param>
    /// <param name="precision">What a code has for every dimension.</param>
    /// <returns>The stage. Fitted, it has an inverse: <see cref="EmbeddingQuantizationTransformer.CreateInverse"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="catalog"/> or <paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="outputColumnName"/> or <paramref name="inputColumnName"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is not a known one.</exception>
    public static EmbeddingQuantizationEstimator QuantizeEmbeddings(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, EmbeddingPrecision precision = EmbeddingPrecision.Int8)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        if (!Enum.IsDefined(precision))
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "Int8 and Binary are known.");
        return new EmbeddingQuantizationEstimator(MLNetInternals.EnvironmentOf(catalog), outputColumnName, inputColumnName, precision);
    }
}
