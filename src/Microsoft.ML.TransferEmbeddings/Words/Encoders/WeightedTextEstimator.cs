using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column with the vectors of texts: the mean of their words' vectors with smooth inverse frequency weighting.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes, twice: for the frequencies of words, and for the common component of all texts |
/// | Input column data type | [Text](xref:Microsoft.ML.Data.TextDataViewType) |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="TransferEmbeddingsCatalog.EmbedTextWeighted(TransformsCatalog.TextTransforms, string, WordVectors, string?)"/>
public sealed class WeightedTextEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly EmbedTextWeightedOptions options;

    internal WeightedTextEstimator(IHostEnvironment environment, string outputColumn, EmbedTextWeightedOptions options)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        inputColumn = WordStage.InputColumn(options, outputColumn);
        this.options = options;
    }

    /// <summary>Fits the weights to the texts of <paramref name="input"/>, which are read twice. No other column is read.</summary>
    /// <param name="input">Data with the text column.</param>
    /// <returns>The fitted stage, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">No word of the texts has a vector, for example because there are no rows.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MLNetInternals.ShapeOf(input.Schema));
        var definition = WordTextDefinition.CreateWeighted(options.Vectors, options.Weighting, () => input.GetColumn<ReadOnlyMemory<char>>(inputColumn));
        return EmbeddingTransformer.Create(environment, definition.Shared(), EmbeddingStageSettings.Of(outputColumn, options), input.Schema);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckTextColumn(environment, inputSchema, inputColumn);
        return EmbeddingEstimator.OutputSchema(inputSchema, outputColumn, options.SlotNames);
    }
}
