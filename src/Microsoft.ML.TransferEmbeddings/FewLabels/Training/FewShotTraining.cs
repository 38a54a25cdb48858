using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>Few-shot and zero-shot training of either task: from a data view to a chain of ML.NET's own stages.</summary>
internal sealed class FewShotTraining<TTransformer>
    where TTransformer : class, ITransformer
{
    private readonly IHostEnvironment environment;
    private readonly ClassificationTask<TTransformer> task;
    private readonly TrainingColumns columns;
    private readonly FewShotOptions options;
    private readonly bool zeroShot;
    private readonly CenteringStage centering;

    /// <param name="environment">The context.</param>
    /// <param name="task">Binary or multiclass.</param>
    /// <param name="options">What the user set.</param>
    /// <param name="zeroShot">Whether labels are not read; the label column may then be missing.</param>
    /// <exception cref="ArgumentException">The options don't suit zero-shot training.</exception>
    public FewShotTraining(IHostEnvironment environment, ClassificationTask<TTransformer> task, FewShotOptions options, bool zeroShot)
    {
        if (zeroShot && options.ClassEmbeddings is null)
            throw new ArgumentException("ZeroShot learns from the names of the classes alone. Set ClassEmbeddings.", nameof(options));
        if (zeroShot && options.ExampleWeightColumnName is not null)
            throw new ArgumentException("ExampleWeightColumnName weighs labeled rows, and ZeroShot reads no label. Leave it null.", nameof(options));
        this.environment = environment;
        this.task = task;
        columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName);
        this.options = options;
        this.zeroShot = zeroShot;
        centering = new CenteringStage(environment, columns.Feature);
    }

    public TransformerChain<TTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), zeroShot ? null : columns.Label, columns.Feature, columns.Weight);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var feature = input.Schema[columns.Feature];
        var label = Label(input.Schema);
        string[] labels = task.Labels(label);
        if (labels.Length < 2)
            throw new InvalidOperationException($"Column '{columns.Label}' has keys of one class; a classifier needs two. Map labels to keys of all classes.");
        using var fit = new HostedFit(environment, zeroShot ? "ZeroShot" : "FewShot", options.CancellationToken);
        var rows = TrainingData.Read(zeroShot ? null : task, input, columns, fit.ThrowIfCancelled);
        if (options.UnlabeledData is { } unlabeled)
            rows.AddRange(ReadUnlabeled(unlabeled, feature, fit));
        var names = Names(labels, rows.Dimension);
        int present = Enumerable.Range(0, rows.Count).Select(rows.ClassOf).Where(c => c != VectorRows.Unlabeled).Distinct().Count();
        if (names.Count == 0 && present < 2)
        {
            throw new InvalidOperationException(
                $"Column '{columns.Label}' has {(present == 0 ? "no class" : "one class only")} with rows that count; without class names a classifier needs two. " +
                "Give FewShotOptions.ClassEmbeddings, or label more rows.");
        }

        double[] center = Center(rows, names);
        var learner = new FewShotLearner(Centered(rows, center), Centered(names, center), labels.Length, options, fit);
        var model = learner.Learn();
        fit.ReportEnd(learner.Outcome.Converged, $"{rows.Count:N0} rows, {labels.Length} classes: {learner.Outcome}");
        return centering.Create(input.Schema, CenteringStage.ScaleFor(rows.Count > 0 ? rows : names), center, centeredSchema => task.CreateTransformer(
            model, MLNetInternals.SchemaOf(label, centeredSchema[centering.OutputColumn]), columns with { Feature = centering.OutputColumn }));
    }

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

    /// <summary>The model's label column: that of the data, with the classes that are named besides, or one of the names.</summary>
    private DataViewSchema.Column Label(DataViewSchema input)
    {
        var label = input.GetColumnOrNull(columns.Label) is { } column && (!zeroShot || task.IsLabel(column)) ? column : OwnLabel()[columns.Label];
        string[] labels = task.Labels(label), others = [.. (options.ClassEmbeddings?.Labels ?? []).Except(labels)];
        return others.Length == 0 ? label : task.WithLabels(label, [.. labels, .. others]);
    }

    private DataViewSchema OwnLabel()
    {
        var schema = new DataViewSchema.Builder();
        task.AddLabel(schema, columns.Label, options.ClassEmbeddings!.Labels);
        return schema.ToSchema();
    }

    private VectorRows ReadUnlabeled(IDataView data, DataViewSchema.Column feature, HostedFit fit)
    {
        var column = data.Schema.GetColumnOrNull(feature.Name) ?? throw MLNetInternals.MissingColumn(environment, nameof(FewShotOptions.UnlabeledData), feature.Name);
        return column.Type.Equals(feature.Type)
            ? TrainingData.Read(null, data, columns with { Weight = null, Option = nameof(FewShotOptions.UnlabeledData) }, fit.ThrowIfCancelled)
            : throw MLNetInternals.WrongColumnType(environment, nameof(FewShotOptions.UnlabeledData), feature.Name, feature.Type.ToString()!, column.Type.ToString()!);
    }

    private VectorRows Names(string[] labels, int dimension)
    {
        var names = new VectorRows(dimension);
        double weight = options.ClassEmbeddingWeight * Math.Clamp(160.0 / labels.Length, 1, 16);
        foreach (var (index, vector) in (options.ClassEmbeddings?.VectorsOf(labels, dimension) ?? []).Index())
            names.Add(vector, index, weight);
        return names;
    }

    /// <summary>The mean of the unlabeled rows; where there are none, of the labeled ones; where there is no row, of the names.</summary>
    private static double[] Center(VectorRows rows, VectorRows names)
    {
        var unlabeled = rows.Where(row => rows.ClassOf(row) == VectorRows.Unlabeled);
        var shown = unlabeled.Count > 0 ? unlabeled : rows.Count > 0 ? rows : names;
        return shown.Select(vector => UnitLength.Normalized(vector)).Mean();
    }

    private static VectorRows Centered(VectorRows rows, double[] center) => rows.Select(vector => CenteringStage.Centered(vector, center));
}
