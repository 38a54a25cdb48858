using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Selection;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML;

/// <summary>Active learning: which rows are worth a label.</summary>
public static class LabelSuggestionCatalog
{
    /// <summary>Chooses the rows whose labels would teach a classifier most.</summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained classifier, binary with probabilities or multiclass.</param>
    /// <param name="unlabeled">Rows as the model takes them. They are read once.</param>
    /// <param name="count">How many to choose; all where there are fewer.</param>
    /// <param name="strategy">By what.</param>
    /// <param name="labeled">With <see cref="LabelingStrategy.Coverage"/>: rows that are labeled already, as the model takes them; null for none.</param>
    /// <param name="featureColumnName">With <see cref="LabelingStrategy.Coverage"/>: the vectors, before the model or behind it.</param>
    /// <returns>Numbers of rows of <paramref name="unlabeled"/>, from 0, the most useful first. Equal data give equal rows.</returns>
    /// <exception cref="ArgumentException">The model gives no probabilities, or the feature column is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1, or <paramref name="strategy"/> not a known one.</exception>
    public static IReadOnlyList<long> SuggestNextToLabel(
        this ModelOperationsCatalog catalog, ITransformer model, IDataView unlabeled, int count, LabelingStrategy strategy = LabelingStrategy.Margin,
        IDataView? labeled = null, string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(unlabeled);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        if (!Enum.IsDefined(strategy))
            throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Margin, Entropy and Coverage are known.");
        var rows = model.Transform(unlabeled);
        if (strategy != LabelingStrategy.Coverage)
            return [.. Certainties(rows, strategy).Index().OrderBy(pair => pair.Item).Take(count).Select(pair => (long)pair.Index)];

        var candidates = Vectors(rows, featureColumnName);
        var covered = labeled is null ? null : Vectors(model.Transform(labeled), featureColumnName);
        return candidates.Count == 0 ? [] : Coverage.Choose(candidates, covered, Math.Min(count, candidates.Count));
    }

    private static VectorRows Vectors(IDataView rows, string featureColumnName) =>
        rows.Schema.GetColumnOrNull(featureColumnName)?.Type is VectorDataViewType { IsKnownSize: true } type && type.ItemType == NumberDataViewType.Single
            ? TrainingData.Read(null, rows, new TrainingColumns("", featureColumnName, Weight: null))
            : throw new ArgumentException($"There is no column '{featureColumnName}' of known-size vectors of Single.", nameof(featureColumnName));

    /// <summary>Lower is more worth a label.</summary>
    private static List<double> Certainties(IDataView rows, LabelingStrategy strategy)
    {
        var certainties = new List<double>();
        foreach (float[] probabilities in Probabilities(rows))
        {
            Array.Sort(probabilities);
            certainties.Add(strategy == LabelingStrategy.Margin
                ? probabilities[^1] - probabilities[^2]
                : probabilities.Sum(probability => probability > 0 ? probability * Math.Log(probability) : 0));
        }
        return certainties;
    }

    private static IEnumerable<float[]> Probabilities(IDataView rows)
    {
        if (rows.Schema.GetColumnOrNull("Probability")?.Type == NumberDataViewType.Single)
            return rows.GetColumn<float>("Probability").Select(probability => new[] { probability, 1 - probability });
        return rows.Schema.GetColumnOrNull("Score")?.Type is VectorDataViewType { IsKnownSize: true, Size: > 1 }
            ? rows.GetColumn<float[]>("Score").Select(scores => (float[])scores.Clone())
            : throw new ArgumentException("The model gives neither 'Probability' nor a vector 'Score'. Calibrate it, or take LabelingStrategy.Coverage.", "model");
    }
}
