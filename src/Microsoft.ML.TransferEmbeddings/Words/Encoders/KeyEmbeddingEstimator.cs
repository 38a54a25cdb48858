using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column with the vectors of keys, such as items, users or words.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No rows; for a key column, its key names |
/// | Input column data type | Key, [Text](xref:Microsoft.ML.Data.TextDataViewType) or a number |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times, and all transformers of one column type share the vectors.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.EmbedKeys(TransformsCatalog, string, KeyedVectors, string?)"/>
public sealed class KeyEmbeddingEstimator : IEstimator<EmbeddingTransformer>
{
    private const string Expected = "Key, Text or a number";

    private readonly IHost host;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly KeyedVectors vectors;
    private readonly EmbedKeysOptions options;

    internal KeyEmbeddingEstimator(IHostEnvironment environment, string outputColumn, EmbedKeysOptions options)
    {
        host = environment.Register(nameof(KeyEmbeddingEstimator));
        this.outputColumn = outputColumn;
        inputColumn = WordStage.InputColumn(options, outputColumn);
        vectors = options.LookedUpVectors;
        this.options = options;
    }

    /// <summary>
    /// Selects the vectors of a key column's keys by their names, or all vectors for a column of texts or numbers. The number of keys without a vector is written to the
    /// context's log. No row of <paramref name="input"/> is read.
    /// </summary>
    /// <param name="input">Data with the column of keys.</param>
    /// <returns>The fitted stage, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The keys have no names.</exception>
    /// <exception cref="KeyNotFoundException">A key has no vector, and the lookup has <see cref="UnknownWord.Error"/>.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = input.Schema.GetColumnOrNull(inputColumn) ?? throw MLNetInternals.MissingColumn(host, nameof(input), inputColumn);
        if (ItemType(column.Type) is not KeyDataViewType && !WordVectorDefinition.Takes(column.Type))
            throw MLNetInternals.WrongColumnType(host, nameof(input), inputColumn, Expected, column.Type.ToString()!);
        EncoderDefinition definition = ItemType(column.Type) is KeyDataViewType ? ForKeys(column).Shared() : WordVectorDefinition.Create(vectors).Shared();
        return EmbeddingTransformer.Create(host, definition, EmbeddingStageSettings.Of(outputColumn, options), input.Schema);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckColumn(host, inputSchema, inputColumn, Expected, column =>
            column.IsKey || WordVectorDefinition.Takes(MLNetInternals.TypeOf(column)));
        return EmbeddingEstimator.OutputSchema(inputSchema, outputColumn, options.SlotNames);
    }

    private static DataViewType ItemType(DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    private KeyVectorDefinition ForKeys(DataViewSchema.Column column)
    {
        string[] names = KeyNames.Required(column);
        var definition = KeyVectorDefinition.Create(vectors, names, out var unknown);
        if (unknown.Count > 0)
            MLNetInternals.Warn(host, $"Column '{inputColumn}' has {unknown.Count:N0} of {names.Length:N0} keys without a vector, such as '{unknown[0]}'; they get zeros.");
        return definition;
    }
}
