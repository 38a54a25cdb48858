using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends columns of vectors that a pretrained encoder computes.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | What the model encodes, such as [Text](xref:Microsoft.ML.Data.TextDataViewType), or a vector of it |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times, and all transformers share one encoder.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog"/>
public sealed class EmbeddingEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly EncoderDefinition definition;
    private readonly EmbeddingStageSettings settings;

    internal EmbeddingEstimator(IHostEnvironment environment, EncoderDefinition definition, EmbeddingStageSettings settings)
    {
        this.environment = environment;
        this.definition = definition;
        this.settings = settings;
    }

    /// <summary>Opens the encoder. No row of <paramref name="input"/> is read.</summary>
    /// <param name="input">Data with the input columns.</param>
    /// <returns>The fitted stage, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    /// <exception cref="NotSupportedException">The inputs of a row can't be combined by <see cref="EmbeddingStageOptions.Combination"/>.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return EmbeddingTransformer.Create(environment, definition, settings, input.Schema);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <param name="inputSchema">The shape before it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var column in settings.Columns)
        {
            MLNetInternals.CheckColumn(environment, inputSchema, column.InputColumnName, definition.ColumnTypes, shape => definition.Accepts(MLNetInternals.TypeOf(shape)));
            inputSchema = OutputSchema(inputSchema, column.OutputColumnName, settings.SlotNames);
        }
        return inputSchema;
    }

    internal EmbeddingEstimator With(EmptyTextHandling emptyTexts) => new(environment, definition, settings with { EmptyTexts = emptyTexts });

    /// <summary>The shape of a schema with a column of vectors appended.</summary>
    internal static SchemaShape OutputSchema(SchemaShape inputSchema, string outputColumn, bool slotNames)
    {
        var annotations = slotNames
            ? new SchemaShape([MLNetInternals.VectorColumn(AnnotationNames.SlotNames, TextDataViewType.Instance)])
            : null;
        var vectors = MLNetInternals.VectorColumn(outputColumn, NumberDataViewType.Single, annotations);
        return new SchemaShape(inputSchema.Where(other => other.Name != outputColumn).Append(vectors));
    }
}
