using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Examples;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Keeps the labeled rows, or the mean of each class, for a classifier that asks the nearest of them.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No: vectors are compared by their cosine |
/// | Is caching required? | No: the rows are read once |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times.
/// </remarks>
public sealed class ExampleTrainer : IEstimator<MulticlassPredictionTransformer<ExampleModelParameters>>
{
    private readonly IHostEnvironment environment;
    private readonly MulticlassTask task;
    private readonly TrainingColumns columns;
    private readonly int? neighbors;

    internal ExampleTrainer(IHostEnvironment environment, TrainingColumns columns, int? neighbors)
    {
        this.environment = environment;
        this.columns = columns;
        this.neighbors = neighbors;
        task = new MulticlassTask(environment);
    }

    /// <summary>Reads the rows of <paramref name="input"/>. Those without a label are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    /// <exception cref="InvalidOperationException">No row has a label.</exception>
    public MulticlassPredictionTransformer<ExampleModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var (label, feature) = (input.Schema[columns.Label], input.Schema[columns.Feature]);
        var rows = TrainingData.Read(task, input, columns);
        Example[] examples = [.. Enumerable.Range(0, rows.Count)
            .Where(row => rows.ClassOf(row) != VectorRows.Unlabeled)
            .Select(row => Example.Of(rows.ClassOf(row), Array.ConvertAll(rows[row].ToArray(), value => (float)value)))];
        if (examples.Length == 0)
            throw new InvalidOperationException($"Column '{columns.Label}' has no label in {rows.Count:N0} rows.");
        var model = new ExampleModelParameters(task.Labels(label), rows.Dimension, neighbors, neighbors is null ? Example.Merge(examples) : examples);
        return ExampleModels.Create(environment, model, label, feature);
    }

    /// <summary>The schema's shape behind the trained model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return task.GetOutputSchema(inputSchema, columns);
    }
}
