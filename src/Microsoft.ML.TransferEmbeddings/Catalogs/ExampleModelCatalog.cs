using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.FewLabels.Examples;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML;

/// <summary>Trainers that keep examples, and models of theirs that learn more without being trained anew.</summary>
public static class ExampleModelCatalog
{
    /// <summary>A classifier that asks the most similar rows it was trained on.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <param name="neighbors">How many rows are asked.</param>
    /// <exception cref="ArgumentException">A name is empty, or <paramref name="neighbors"/> below 1.</exception>
    public static ExampleTrainer KNearestNeighbors(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", int neighbors = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        return Create(catalog, labelColumnName, featureColumnName, neighbors);
    }

    /// <summary>A classifier that compares with the mean vector of each class. Its size does not grow with the rows.</summary>
    /// <param name="catalog">The trainers: <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">A key column.</param>
    /// <param name="featureColumnName">A vector of <see cref="float"/> of known length.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static ExampleTrainer NearestCentroid(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string labelColumnName = "Label", string featureColumnName = "Features") =>
        Create(catalog, labelColumnName, featureColumnName, neighbors: null);

    /// <summary>The model with a class more. Nothing else of it changes, and it is not changed itself: the new one may be saved or used in its place.</summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained or loaded model with a stage of <see cref="KNearestNeighbors"/> or <see cref="NearestCentroid"/>. The stages of both models are
    /// the same objects: dispose of one of them alone.</param>
    /// <param name="label">The new class.</param>
    /// <param name="examples">Rows of it as the model takes them; what their label column says is not read.</param>
    /// <exception cref="ArgumentException">There is such a class, there is no example, or the model has not exactly one stage of that kind.</exception>
    /// <exception cref="NotSupportedException">The classes' key values are no texts.</exception>
    public static ITransformer AddClass(this ModelOperationsCatalog catalog, ITransformer model, string label, IDataView examples) =>
        Add(catalog, model, label, examples, isNew: true);

    /// <summary>The model with more examples of a class that it knows. It is not changed itself.</summary>
    /// <param name="catalog">The model operations: <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained or loaded model with a stage of <see cref="KNearestNeighbors"/> or <see cref="NearestCentroid"/>. The stages of both models are
    /// the same objects: dispose of one of them alone.</param>
    /// <param name="label">The class.</param>
    /// <param name="examples">Rows of it as the model takes them; what their label column says is not read.</param>
    /// <exception cref="ArgumentException">There is no such class, there is no example, or the model has not exactly one stage of that kind.</exception>
    public static ITransformer AddExamples(this ModelOperationsCatalog catalog, ITransformer model, string label, IDataView examples) =>
        Add(catalog, model, label, examples, isNew: false);

    private static ExampleTrainer Create(
        MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string label, string feature, int? neighbors)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentException.ThrowIfNullOrEmpty(feature);
        return new ExampleTrainer(MLNetInternals.EnvironmentOf(catalog), new TrainingColumns(label, feature, Weight: null), neighbors);
    }

    private static ITransformer Add(ModelOperationsCatalog catalog, ITransformer model, string label, IDataView examples, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentNullException.ThrowIfNull(examples);
        ITransformer[] stages = [.. Stages(model)];
        var ofExamples = stages.OfType<MulticlassPredictionTransformer<ExampleModelParameters>>().ToArray();
        if (ofExamples is not [var last])
            throw new ArgumentException("The model needs one stage of KNearestNeighbors or NearestCentroid.", nameof(model));
        int place = Array.IndexOf(stages, last);
        if (last.Model.Labels.Contains(label) == isNew)
            throw new ArgumentException(isNew ? $"The model knows the class '{label}'. Call AddExamples." : $"The model knows no class '{label}'. Call AddClass.", nameof(label));

        var rows = stages[..place].Aggregate(examples, (view, stage) => stage.Transform(view));
        last.GetOutputSchema(rows.Schema);
        var vectors = TrainingData.Read(null, rows, new TrainingColumns("", last.FeatureColumnName, Weight: null));
        if (vectors.Count == 0)
            throw new ArgumentException($"There is no example of the class '{label}'.", nameof(examples));
        var more = last.Model.With(label, Enumerable.Range(0, vectors.Count).Select(row => Array.ConvertAll(vectors[row].ToArray(), value => (float)value)));
        stages[place] = ExampleModels.With(MLNetInternals.EnvironmentOf(catalog), last, more);
        return stages is [var only] ? only : new TransformerChain<ITransformer>(stages);
    }

    private static IEnumerable<ITransformer> Stages(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Stages) : [model];
}
