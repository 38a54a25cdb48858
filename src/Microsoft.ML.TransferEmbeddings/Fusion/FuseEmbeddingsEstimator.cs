using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column that fuses the vectors of several columns, such as those of a text and of an image, into one.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | With the defaults no. Yes for z-scores, means, weights by cross-validation and fewer dimensions |
/// | Input column data type | Known-sized vectors of [Single](xref:System.Single) |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// A row lacks a block if its column has no values, NaN for all or zeros for all. The slots of concatenated blocks have names: the input column, a dot, and the name that the slot
/// has there or else its number; an indicator's is <c>missing</c>. Equal rows give an equal stage. Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="FusionCatalog"/>
public sealed class FuseEmbeddingsEstimator : IEstimator<FuseEmbeddingsTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly FuseEmbeddingsOptions options;

    internal FuseEmbeddingsEstimator(IHostEnvironment environment, string outputColumn, FuseEmbeddingsOptions options)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        this.options = options;
    }

    /// <summary>Learns what the options ask for: means, scales, weights, directions.</summary>
    /// <param name="input">Data with the columns of vectors, and with the label column for <see cref="BlockWeighting.CrossValidated"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector has another length or some values that are not finite, there are not as many weights as columns, or vectors of different
    /// lengths are to be averaged.</exception>
    /// <exception cref="InvalidOperationException">There are too few rows or classes for what is to be learned.</exception>
    /// <exception cref="OperationCanceledException">The context was canceled.</exception>
    public FuseEmbeddingsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var host = environment.Register(nameof(FuseEmbeddingsEstimator));
        var fusion = new FusionFitting(environment, options, input, () => MLNetInternals.ThrowIfCancelled(host)).Fit();
        return new FuseEmbeddingsTransformer(environment, outputColumn, options.InputColumnNames, fusion);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (string name in options.InputColumnNames)
            VectorColumns.Check(environment, inputSchema, name);
        bool hasLayout = options is { Combination: BlockCombination.Concatenate, Dimensions: null };
        var annotations = hasLayout
            ? new SchemaShape([
                MLNetInternals.VectorColumn(FusedLayout.LengthsName, NumberDataViewType.Int32), MLNetInternals.VectorColumn(FusedLayout.MissingName, NumberDataViewType.Single),
                MLNetInternals.VectorColumn(AnnotationNames.SlotNames, TextDataViewType.Instance)])
            : null;
        return new SchemaShape(inputSchema.Where(other => other.Name != outputColumn).Append(MLNetInternals.VectorColumn(outputColumn, NumberDataViewType.Single, annotations)));
    }
}
