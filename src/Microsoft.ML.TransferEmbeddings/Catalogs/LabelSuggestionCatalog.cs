using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Selection;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML;

/// <summary>Active learning: chooses the rows whose labels are worth most.</summary>
public static class LabelSuggestionCatalog
{
    /// <summary>Chooses the rows whose labels would improve a classifier most.</summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained classifier, binary with probabilities or multiclass; for <see cref="LabelingStrategy.Coverage"/> any model.</param>
    /// <param name="unlabeledData">Rows with the model's input columns. They are read once.</param>
    /// <param name="count">Number of rows to choose, at least 1. If there are fewer rows, all are returned.</param>
    /// <param name="options">Settings; null for the defaults, which rank by <see cref="LabelingStrategy.Margin"/>.</param>
    /// <returns>Indices of rows of <paramref name="unlabeledData"/>, from 0, the most useful first. Equal data give equal rows.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The model gives no probabilities, or gives none for a row, as where a vector is not finite; or the feature column is missing,
    /// or a row's vector is missing, has another length or has a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    /// <example>
    /// <code>
    /// #pragma warning disable TEMB001
    /// IReadOnlyList&lt;long&gt; next = ml.Model.SuggestNextToLabel(model, test, count: 4);
    /// Console.WriteLine(next.Count); // prints 4
    /// </code>
    /// </example>
    [Experimental(Experiments.Selection)]
    public static IReadOnlyList<long> SuggestNextToLabel(
        this ModelOperationsCatalog catalog, ITransformer model, IDataView unlabeledData, int count, LabelSuggestionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(unlabeledData);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return LabelSuggestion.Choose(model, unlabeledData, count, options ?? new LabelSuggestionOptions());
    }
}
