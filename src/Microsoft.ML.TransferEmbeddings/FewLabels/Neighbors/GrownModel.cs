using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Neighbors;

/// <summary>A model whose nearest-neighbor stage has more examples or one class more.</summary>
internal static class GrownModel
{
    /// <param name="environment">The context.</param>
    /// <param name="model">Has one nearest-neighbor stage. The new model shares its other stages.</param>
    /// <param name="label">The class of the examples.</param>
    /// <param name="examples">Rows as the model takes them.</param>
    /// <param name="isNew">Whether the class must be new, or must be known.</param>
    public static ITransformer Create(IHostEnvironment environment, ITransformer model, string label, IDataView examples, bool isNew)
    {
        ITransformer[] stages = [.. Stages(model)];
        var nearest = stages.OfType<MulticlassPredictionTransformer<NearestNeighborModelParameters>>().ToArray();
        if (nearest is not [var last])
            throw new ArgumentException($"The model has {nearest.Length} stages of KNearestNeighbors or NearestCentroid; one is needed.", nameof(model));
        int place = Array.IndexOf(stages, last);
        if (last.Model.Labels.Contains(label) == isNew)
        {
            throw new ArgumentException(
                isNew ? $"The model knows the class '{label}'. Call AddExamples." : $"The model knows no class '{label}'. Call AddClass.", nameof(label));
        }

        var rows = Featurize(stages[..place], examples, last.FeatureColumnName);
        last.GetOutputSchema(rows.Schema);
        using var fit = new HostedFit(environment, isNew ? "AddClass" : "AddExamples");
        var columns = new TrainingColumns("", last.FeatureColumnName, Weight: null) { Option = nameof(examples) };
        var vectors = TrainingData.Read(null, rows, columns, fit.ThrowIfCancelled);
        if (vectors.Count == 0)
            throw new ArgumentException($"There is no example of the class '{label}'.", nameof(examples));
        var more = last.Model.With(label, Enumerable.Range(0, vectors.Count).Select(row => Array.ConvertAll(vectors[row].ToArray(), value => (float)value)));
        stages[place] = NearestNeighborStage.With(environment, last, more);
        return stages is [var only] ? only : new TransformerChain<ITransformer>(stages);
    }

    /// <summary>
    /// The examples after the stages that make the features. They need no label: a stage that would map it to a key is left out where it can't be applied, as no
    /// stage makes a vector of what is not there.
    /// </summary>
    private static IDataView Featurize(IEnumerable<ITransformer> stages, IDataView examples, string featureColumn)
    {
        var rows = examples;
        var missing = new List<string>();
        foreach (var stage in stages)
        {
            try
            {
                rows = stage.Transform(rows);
            }
            catch (ArgumentOutOfRangeException e)
            {
                missing.Add(e.Message.Split(" (Parameter")[0]);
                if (stage is not ValueToKeyMappingTransformer)
                    throw Lacking(e);
            }
        }
        return rows.Schema.GetColumnOrNull(featureColumn) is null ? throw Lacking(null) : rows;

        ArgumentOutOfRangeException Lacking(Exception? cause) => new(
            $"The features '{featureColumn}' can't be made of the examples' columns '{string.Join("', '", examples.Schema.Select(column => column.Name))}'. " +
            $"{string.Join(". ", missing)}", cause);
    }

    private static IEnumerable<ITransformer> Stages(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Stages) : [model];
}
