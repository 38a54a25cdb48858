using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Selection;

/// <summary>Chooses the rows whose labels would teach a classifier most.</summary>
internal static class LabelSuggestion
{
    /// <returns>Row numbers of <paramref name="unlabeledData"/>, the most useful first.</returns>
    public static IReadOnlyList<long> Choose(ITransformer model, IDataView unlabeledData, int count, LabelSuggestionOptions options)
    {
        var rows = model.Transform(unlabeledData);
        if (options.Strategy != LabelingStrategy.Coverage)
            return [.. Certainties(model, rows, options).Index().OrderBy(pair => pair.Item).Take(count).Select(pair => (long)pair.Index)];

        var candidates = Vectors(rows, options);
        var covered = options.LabeledData is { } labeled ? Vectors(model.Transform(labeled), options, nameof(options.LabeledData)) : null;
        return candidates.Count == 0 ? [] : Coverage.Choose(candidates, covered, Math.Min(count, candidates.Count), options.CancellationToken);
    }

    private static VectorRows Vectors(IDataView rows, LabelSuggestionOptions options, string? option = null)
    {
        string column = options.FeatureColumnName;
        if (rows.Schema.GetColumnOrNull(column)?.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType != NumberDataViewType.Single)
            throw new ArgumentException($"There is no column '{column}' of known-size vectors of Single.", nameof(options.FeatureColumnName));
        var columns = new TrainingColumns("", column, Weight: null) { Option = option };
        return TrainingData.Read(null, rows, columns, options.CancellationToken.ThrowIfCancellationRequested);
    }

    /// <summary>Lower is more worth a label.</summary>
    private static List<double> Certainties(ITransformer model, IDataView rows, LabelSuggestionOptions options)
    {
        var certainties = new List<double>();
        foreach (float[] probabilities in Probabilities(model, rows))
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            if (!TensorPrimitives.IsFiniteAll<float>(probabilities))
            {
                throw new ArgumentException(
                    $"The model gives row {certainties.Count} no probabilities, as it does where a vector is missing or is not finite. Filter such rows.", "unlabeledData");
            }
            Array.Sort(probabilities);
            certainties.Add(options.Strategy == LabelingStrategy.Margin
                ? probabilities[^1] - probabilities[^2]
                : probabilities.Sum(probability => probability > 0 ? probability * Math.Log(probability) : 0));
        }
        return certainties;
    }

    private static IEnumerable<float[]> Probabilities(ITransformer model, IDataView rows)
    {
        if (rows.Schema.GetColumnOrNull("Probability")?.Type == NumberDataViewType.Single)
            return rows.GetColumn<float>("Probability").Select(probability => new[] { probability, 1 - probability });
        return rows.Schema.GetColumnOrNull("Score")?.Type is VectorDataViewType { IsKnownSize: true, Size: > 1 }
            ? rows.GetColumn<float[]>("Score").Select(scores => (float[])scores.Clone())
            : throw new ArgumentException(
                "The model gives neither 'Probability' nor a vector 'Score'. Calibrate it, or take LabelingStrategy.Coverage.", nameof(model));
    }
}
