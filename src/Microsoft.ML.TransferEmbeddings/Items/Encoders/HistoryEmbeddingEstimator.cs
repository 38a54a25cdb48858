using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Items.Encoders;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column with the vectors of users, computed from their histories.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No rows; for a column of keys, its key names |
/// | Input column data type | Vector of [Text](xref:Microsoft.ML.Data.TextDataViewType) or of keys, of any size |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.EmbedHistory(TransformsCatalog, string, VectorRecommender, string?)"/>
public sealed class HistoryEmbeddingEstimator : IEstimator<EmbeddingTransformer>
{
    private const string Expected = "Vector of Text or of keys";

    private readonly IHost host;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly EmbedHistoryOptions options;

    internal HistoryEmbeddingEstimator(IHostEnvironment environment, string outputColumn, EmbedHistoryOptions options)
    {
        host = environment.Register(nameof(HistoryEmbeddingEstimator));
        this.outputColumn = outputColumn;
        inputColumn = WordStage.InputColumn(options, outputColumn);
        if (options.Combination != InputCombination.Mean)
            throw new NotSupportedException($"A history has one vector. Leave {nameof(options.Combination)} at {InputCombination.Mean}.");
        this.options = options;
    }

    /// <summary>Finds the items of a key column's keys by their names. No row of <paramref name="input"/> is read.</summary>
    /// <param name="input">Data with the column of histories.</param>
    /// <returns>The fitted stage, which the caller disposes of. <see cref="EmbeddingTransformer.GetService{TService}"/> with <see cref="VectorRecommender"/> gives its
    /// recommender, also after loading.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The keys have no names.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var column = input.Schema[inputColumn];
        var keys = column.Type is VectorDataViewType { ItemType: KeyDataViewType } ? KeyNames.Required(column) : null;
        var definition = HistoryDefinition.Create(options.Recommender, options.LatestItems, keys);
        return EmbeddingTransformer.Create(host, definition.Shared(), EmbeddingStageSettings.Of(outputColumn, options), input.Schema);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckColumn(host, inputSchema, inputColumn, Expected, column =>
            column.Kind != SchemaShape.Column.VectorKind.Scalar && (column.IsKey || column.ItemType is TextDataViewType));
        return EmbeddingEstimator.OutputSchema(inputSchema, outputColumn, options.SlotNames);
    }
}
