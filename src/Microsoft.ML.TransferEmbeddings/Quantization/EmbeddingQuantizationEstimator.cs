using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column with the codes of embeddings, of one byte or one bit per dimension.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Int8: yes, once, for the range of every dimension. Binary: no |
/// | Input column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Output column data type | Int8: known-sized vector of [SByte](xref:System.SByte). Binary: known-sized vector of [Byte](xref:System.Byte), one for eight dimensions |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="EmbeddingQuantizationCatalog.QuantizeEmbeddings"/>
public sealed class EmbeddingQuantizationEstimator : IEstimator<EmbeddingQuantizationTransformer>
{
    private const string InputType = "known-size vector of Single";

    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly EmbeddingPrecision precision;

    internal EmbeddingQuantizationEstimator(IHostEnvironment environment, string outputColumn, string inputColumn, EmbeddingPrecision precision)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        this.inputColumn = inputColumn;
        this.precision = precision;
    }

    /// <summary>Finds the ranges of the dimensions in all rows of <paramref name="input"/>; with <see cref="EmbeddingPrecision.Binary"/> no row is read.</summary>
    /// <param name="input">Data with the column of embeddings.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">There is no row, or a row's vector is missing, has another length or has a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The context was canceled.</exception>
    public EmbeddingQuantizationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = input.Schema.GetColumnOrNull(inputColumn) ?? throw MLNetInternals.MissingColumn(environment, nameof(input), inputColumn);
        if (column.Type is not VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType } type || type.ItemType != NumberDataViewType.Single)
            throw MLNetInternals.WrongColumnType(environment, nameof(input), inputColumn, InputType, column.Type.ToString()!);
        var quantizer = precision == EmbeddingPrecision.Binary ? EmbeddingQuantizer.Binary(type.Size) : EmbeddingQuantizer.Int8(Embeddings(input, column));
        return new EmbeddingQuantizationTransformer(environment, outputColumn, inputColumn, quantizer, isInverse: false);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MLNetInternals.CheckColumn(environment, inputSchema, inputColumn, InputType, column =>
            column.Kind == SchemaShape.Column.VectorKind.Vector && column.ItemType == NumberDataViewType.Single);
        var codes = MLNetInternals.VectorColumn(outputColumn, precision == EmbeddingPrecision.Binary ? NumberDataViewType.Byte : NumberDataViewType.SByte);
        return new SchemaShape(inputSchema.Where(other => other.Name != outputColumn).Append(codes));
    }

    private IEnumerable<float[]> Embeddings(IDataView input, DataViewSchema.Column column)
    {
        var host = environment.Register(nameof(EmbeddingQuantizationEstimator));
        using var cursor = input.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        var embedding = new float[((VectorDataViewType)column.Type).Size];
        while (cursor.MoveNext())
        {
            MLNetInternals.ThrowIfCancelled(host);
            getter(ref value);
            VectorColumn.ReadFinite(value, embedding, $"Column '{inputColumn}'", cursor.Position);
            yield return embedding;
        }
    }
}
