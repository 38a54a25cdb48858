using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML;

/// <summary>Chooses parts of a vector for labeled rows.</summary>
public static class FeatureBlockSelectionCatalog
{
    /// <summary>
    /// Chooses blocks of a vector, such as the outputs of several encoders side by side, for a linear classifier by cross-validation: the block with the lowest
    /// error, and others beside it as long as each lowers the error by more than chance.
    /// </summary>
    /// <param name="catalog">The transforms: <c>mlContext.Transforms</c>.</param>
    /// <param name="data">Labeled training rows; no row of a test set. Rows whose label is missing are left out.</param>
    /// <param name="options">Lengths of the blocks, columns and settings.</param>
    /// <returns>The indices of the chosen blocks, and all sets that were compared. Equal data give equal results.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The feature column is missing or of another type, a row's vector is missing, has another length or has a value that is not
    /// finite, or the lengths of the blocks don't add up to the length of the vectors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing or neither <see cref="bool"/> nor a key.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows, or one has a single row.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    [Experimental(Experiments.Selection)]
    public static FeatureBlockSelection SelectFeatureBlocks(this TransformsCatalog catalog, IDataView data, FeatureBlockSelectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return FeatureBlockData.Select(MLNetInternals.EnvironmentOf(catalog), data, options);
    }
}
