using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Puts a pretrained encoder into a pipeline as one stage.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType); with an image model (Microsoft.ML.TransferEmbeddings.Images) also images and encoded bytes |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times, and all transformers share one encoder.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.EmbedText"/>
public sealed class EmbeddingEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly EncoderChoice encoders;
    private readonly bool slotNames;
    private readonly EmbeddingExecutionOptions? execution;
    private readonly ModelReference? reference;

    internal EmbeddingEstimator(
        IHostEnvironment environment, string outputColumn, string inputColumn, EncoderDefinition definition, DataViewType inputType, bool slotNames, EmbeddingExecutionOptions? execution,
        ModelReference? reference = null)
        : this(environment, outputColumn, inputColumn, EncoderChoice.Only(definition, inputType), slotNames, execution, reference)
    {
    }

    internal EmbeddingEstimator(
        IHostEnvironment environment, string outputColumn, string inputColumn, EncoderChoice encoders, bool slotNames, EmbeddingExecutionOptions? execution, ModelReference? reference = null)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        this.inputColumn = inputColumn;
        this.encoders = encoders;
        this.slotNames = slotNames;
        this.execution = execution;
        this.reference = reference;
    }

    /// <summary>Opens the encoder. No row of <paramref name="input"/> is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = input.Schema.GetColumnOrNull(inputColumn) ?? throw MLNetInternals.MissingColumn(environment, nameof(input), inputColumn);
        var definition = encoders.For(column.Type)
            ?? throw MLNetInternals.WrongColumnType(environment, nameof(input), inputColumn, encoders.Types, column.Type.ToString()!);
        var transformer = new EmbeddingTransformer(environment, outputColumn, inputColumn, definition, slotNames, execution, reference);
        try
        {
            transformer.GetOutputSchema(input.Schema);
            return transformer;
        }
        catch
        {
            transformer.Dispose();
            throw;
        }
    }

    /// <summary>The schema's shape behind this stage.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckColumn(environment, inputSchema, inputColumn, encoders.Types, encoders.Takes);
        return OutputSchema(inputSchema, outputColumn, slotNames);
    }

    /// <summary>The shape of a schema with a column of vectors behind it.</summary>
    internal static SchemaShape OutputSchema(SchemaShape inputSchema, string outputColumn, bool slotNames)
    {
        var annotations = slotNames
            ? new SchemaShape([MLNetInternals.VectorColumn(AnnotationNames.SlotNames, TextDataViewType.Instance)])
            : null;
        var vectors = MLNetInternals.VectorColumn(outputColumn, NumberDataViewType.Single, annotations);
        return new SchemaShape(inputSchema.Where(other => other.Name != outputColumn).Append(vectors));
    }
}
