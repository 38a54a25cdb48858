using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A classifier from a handful of labeled rows, or from none: what the classes are called and what rows without labels look like stand in for the labels that
/// are missing.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification, multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings, for training only |
/// | Exportable to ONNX | Yes |
/// ]]></format>
/// Vectors are brought to length 1, centered on the rows without labels (on all rows where there are none) and brought to length 1 again. Logistic regression is
/// trained on the labeled rows and on the names' vectors. Where there are unlabeled rows, two rounds of ridge regression learn from its answers on them,
/// sharpened and balanced over the classes, and the scores of the second are added. The temperature of the probabilities is the one that fits held-out rows.
/// Time is linear in the rows.
///
/// The model is a chain of ML.NET's own stages, three that center and normalize into the column "Centered" + the feature column's name, and its own linear
/// model behind them: its zip is read without this package. Deterministic. Thread-safe; may be fitted many times.
/// </remarks>
/// <typeparam name="TTransformer">ML.NET's prediction transformer over its own linear model: the chain's
/// <see cref="TransformerChain{TLastTransformer}.LastTransformer"/>.</typeparam>
public sealed class FewShotTrainer<TTransformer> : IEstimator<TransformerChain<TTransformer>>
    where TTransformer : class, ITransformer
{
    private readonly IHost host;
    private readonly ClassificationTask<TTransformer> task;
    private readonly TrainingColumns columns;
    private readonly FewShotOptions options;
    private readonly bool zeroShot;
    private readonly CenteringStage centering;

    /// <param name="environment">The context.</param>
    /// <param name="task">Binary or multiclass.</param>
    /// <param name="columns">What is read.</param>
    /// <param name="options">Checked.</param>
    /// <param name="zeroShot">Whether labels are not read; the label column may then be missing.</param>
    internal FewShotTrainer(IHostEnvironment environment, ClassificationTask<TTransformer> task, TrainingColumns columns, FewShotOptions options, bool zeroShot)
    {
        host = environment.Register(zeroShot ? "ZeroShot" : "FewShot");
        this.task = task;
        this.columns = columns;
        this.options = options;
        this.zeroShot = zeroShot;
        centering = new CenteringStage(host, columns.Feature);
    }

    /// <summary>Trains on the labeled rows of <paramref name="input"/>, on those without a label, and on what the options give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="InvalidOperationException">Without class names: fewer than two classes have rows. With them: a label has no name, or the names' vectors
    /// have another length.</exception>
    public TransformerChain<TTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var feature = input.Schema[columns.Feature];
        var schema = TrainingSchema(input.Schema);
        string[] labels = task.Labels(schema[columns.Label]);
        if (labels.Length < 2)
            throw new InvalidOperationException($"Column '{columns.Label}' has keys of one class; a classifier needs two. Map labels to keys of all classes.");
        var rows = TrainingData.Read(zeroShot ? null : task, input, columns);
        if (options.UnlabeledData is { } unlabeled)
            rows.AddRange(ReadUnlabeled(unlabeled, feature));
        var names = Names(labels, rows.Dimension);
        int present = Enumerable.Range(0, rows.Count).Select(rows.ClassOf).Where(c => c != VectorRows.Unlabeled).Distinct().Count();
        if (names.Count == 0 && present < 2)
        {
            throw new InvalidOperationException(
                $"Column '{columns.Label}' has {present} classes with rows; without class names a classifier needs two. Give FewShotOptions.ClassNames, or label more rows.");
        }

        double[] center = Center(rows, names);
        var settings = new FewShotSettings(options.C, options.MaximumNumberOfIterations, options.SelfTraining);
        var learner = new FewShotLearner(Centered(rows, center), Centered(names, center), labels.Length, settings);
        var model = learner.Learn();
        MLNetInternals.ReportFit(host, learner.Outcome.Converged, $"{rows.Count:N0} rows, {labels.Length} classes: {learner.Outcome}");
        return centering.Create(input.Schema, center, centeredSchema => task.CreateTransformer(
            model, MLNetInternals.SchemaOf(schema[columns.Label], centeredSchema[centering.OutputColumn]), columns with { Feature = centering.OutputColumn }));
    }

    /// <summary>The schema's shape behind the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var centered = centering.GetOutputSchema(inputSchema);
        var centeredColumns = columns with { Feature = centering.OutputColumn };
        if (!zeroShot || (MLNetInternals.TryFindColumn(inputSchema, columns.Label, out var label) && task.IsLabel(label)))
            return task.GetOutputSchema(centered, centeredColumns);
        // The label column is the training schema's alone; the data may have another one of its name.
        var (own, others) = (MLNetInternals.ShapeOf(OwnLabel()), centered.ToLookup(column => column.Name == columns.Label));
        var promised = task.GetOutputSchema(new SchemaShape(others[false].Concat(own)), centeredColumns);
        return new SchemaShape(promised.Where(column => column.Name != columns.Label).Concat(others[true]));
    }

    private DataViewSchema TrainingSchema(DataViewSchema input) =>
        input.GetColumnOrNull(columns.Label) is { } label && (!zeroShot || task.IsLabel(MLNetInternals.ShapeOf(MLNetInternals.SchemaOf(label)).Single()))
            ? MLNetInternals.SchemaOf(label)
            : OwnLabel();

    private DataViewSchema OwnLabel()
    {
        var schema = new DataViewSchema.Builder();
        task.AddLabel(schema, columns.Label, options.ClassNames!.Labels);
        return schema.ToSchema();
    }

    private VectorRows ReadUnlabeled(IDataView data, DataViewSchema.Column feature)
    {
        var column = data.Schema.GetColumnOrNull(feature.Name) ?? throw MLNetInternals.MissingColumn(host, nameof(FewShotOptions.UnlabeledData), feature.Name);
        return column.Type.Equals(feature.Type)
            ? TrainingData.Read(null, data, columns with { Weight = null })
            : throw MLNetInternals.WrongColumnType(host, nameof(FewShotOptions.UnlabeledData), feature.Name, feature.Type.ToString()!, column.Type.ToString()!);
    }

    private VectorRows Names(string[] labels, int dimension)
    {
        var names = new VectorRows(dimension);
        double weight = options.ClassNameWeight * Math.Clamp(160.0 / labels.Length, 1, 16);
        foreach (var (index, vector) in (options.ClassNames?.VectorsOf(labels, dimension) ?? []).Index())
            names.Add(vector, index, weight);
        return names;
    }

    /// <summary>The mean of the unlabeled rows; where there are none, of the labeled ones; where there is no row, of the names.</summary>
    private static double[] Center(VectorRows rows, VectorRows names)
    {
        var unlabeled = rows.Where(row => rows.ClassOf(row) == VectorRows.Unlabeled);
        var shown = unlabeled.Count > 0 ? unlabeled : rows.Count > 0 ? rows : names;
        return shown.Select(vector => UnitLength.Of<double>(vector)).Mean();
    }

    private static VectorRows Centered(VectorRows rows, double[] center) => rows.Select(vector => CenteringStage.Centered(vector, center));
}
