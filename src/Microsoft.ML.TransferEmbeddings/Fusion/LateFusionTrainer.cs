using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;
using LateFusionTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.TransferEmbeddings.LateFusionModelParameters>;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Trains a classifier with a head of its own for each block of a fused vector, and averages the calibrated probabilities of the heads whose blocks a row has.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No: the rows are read once and held in memory |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Each head is trained as <see cref="LinearProbeMulticlassTrainer"/> trains its model, on the rows that have its block. Equal rows give an equal model. Thread-safe; may be fitted
/// many times.
/// </remarks>
/// <seealso cref="MulticlassLateFusionCatalog"/>
public sealed class LateFusionTrainer : ITrainerEstimator<LateFusionTransformer, LateFusionModelParameters>
{
    private const int MaxIterations = 1000;

    private readonly IHostEnvironment environment;
    private readonly MulticlassTask task;
    private readonly TrainingColumns columns;
    private readonly LateFusionOptions options;

    internal LateFusionTrainer(IHostEnvironment environment, LateFusionOptions options)
    {
        this.environment = environment;
        this.options = options;
        task = new MulticlassTask(environment);
        columns = new TrainingColumns(options.LabelColumnName, options.FeatureColumnName, Weight: null);
    }

    /// <summary>Properties of the trainer. It needs neither normalization nor caching: it centers and scales the vectors, and reads them once.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo();

    /// <summary>Trains on all labeled rows of <paramref name="input"/>.</summary>
    /// <param name="input">Data with the label column and the column of fused vectors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">The feature column does not come from <see cref="FusionCatalog.FuseEmbeddings(TransformsCatalog, string, string[])"/> with concatenated
    /// blocks, or a row's vector is missing, has another length or has a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled; or the context, as AutoML does when a trial's time is up.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two classes have rows with one of the blocks.</exception>
    public LateFusionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MLNetInternals.RequireColumns(input.Schema, nameof(input), columns.Label, columns.Feature);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var (label, feature) = (input.Schema[columns.Label], input.Schema[columns.Feature]);
        var layout = FusedLayout.Require(feature, "late fusion");
        int classes = task.Labels(label).Length;
        using var fit = new HostedFit(environment, "LateFusion", options.CancellationToken);
        var all = TrainingData.Read(task, input, columns, fit.ThrowIfCancelled);
        var rows = all.Where(row => all.ClassOf(row) != VectorRows.Unlabeled);
        LinearModel?[] heads = [.. layout.Lengths.Select((_, block) => Head(rows, layout, block, classes, fit))];
        if (heads.All(head => head is null))
        {
            throw new InvalidOperationException(
                $"No block of column '{columns.Feature}' is there in rows of two classes or more, among {rows.Count:N0} labeled rows. Label rows of another class.");
        }
        var shares = new float[classes];
        for (int row = 0; row < rows.Count; row++)
            shares[rows.ClassOf(row)] += 1f / rows.Count;
        var model = new LateFusionModelParameters(layout, heads, shares);
        return new LateFusionTransformer(environment, model, MLNetInternals.SchemaOf(label, feature), columns.Feature, columns.Label);
    }

    /// <summary>Returns the shape of the schema after the trained model.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return task.GetOutputSchema(inputSchema, columns);
    }

    /// <summary>Trains a head on the rows that have its block; null where they are of fewer than two classes.</summary>
    private LinearModel? Head(VectorRows rows, FusedLayout layout, int block, int classes, HostedFit fit)
    {
        var slots = layout.SlotsOf(block);
        var withBlock = new VectorRows(layout.Lengths[block]);
        for (int row = 0; row < rows.Count; row++)
        {
            float[] fused = Array.ConvertAll(rows[row].ToArray(), value => (float)value);
            if (!layout.IsMissing(fused, block))
                withBlock.Add(rows[row][slots].ToArray(), rows.ClassOf(row));
        }
        if (Enumerable.Range(0, withBlock.Count).Select(withBlock.ClassOf).Distinct().Count() < 2)
            return null;
        var learner = new LinearProbeLearner(withBlock, classes, options.C, MaxIterations, fit);
        var head = learner.Learn();
        fit.ReportEnd(learner.Outcome.Converged, $"block {block + 1} of {layout.Lengths.Length}: {withBlock.Count:N0} rows, C = {learner.C:G3}: {learner.Outcome}");
        return head;
    }
}
