using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Vectors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Appends a column of vectors that are a linear map of those of another column. The map is learned from the training rows.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes: once; the vectors are held in memory |
/// | Input column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Output column data type | Known-sized vector of [Single](xref:System.Single) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.TransferEmbeddings |
/// | Exportable to ONNX | No |
/// ]]></format>
/// A row without a vector, with no values or NaN for all, is left out when the map is learned and has NaN for all values in the new column. Equal rows give an equal map.
/// Thread-safe; may be fitted many times.
/// </remarks>
/// <seealso cref="EmbeddingMapCatalog"/>
public sealed class EmbeddingMapEstimator : IEstimator<EmbeddingMapTransformer>
{
    private readonly IHostEnvironment environment;
    private readonly string outputColumn;
    private readonly string inputColumn;
    private readonly string? targetColumn;
    private readonly Func<VectorTable, VectorTable?, Action, EmbeddingMap> learn;

    /// <param name="environment">The context.</param>
    /// <param name="outputColumn">Is appended.</param>
    /// <param name="inputColumn">Has the vectors.</param>
    /// <param name="targetColumn">Has their partners; null for a map that needs none.</param>
    /// <param name="learn">Makes the map of vectors, partners and what throws where the work was canceled.</param>
    internal EmbeddingMapEstimator(
        IHostEnvironment environment, string outputColumn, string inputColumn, string? targetColumn, Func<VectorTable, VectorTable?, Action, EmbeddingMap> learn)
    {
        this.environment = environment;
        this.outputColumn = outputColumn;
        this.inputColumn = inputColumn;
        this.targetColumn = targetColumn;
        this.learn = learn;
    }

    /// <summary>Learns the map from all rows of <paramref name="input"/> that have the vectors.</summary>
    /// <param name="input">Data with the column of vectors, and with the column of their partners if the map needs them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A row's vector has another length, or some values that are not finite.</exception>
    /// <exception cref="InvalidOperationException">Fewer than two rows have the vectors, or the vectors vary in fewer directions than the map is to have dimensions.</exception>
    /// <exception cref="OperationCanceledException">The context was canceled.</exception>
    public EmbeddingMapTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        string[] names = targetColumn is null ? [inputColumn] : [inputColumn, targetColumn];
        var host = environment.Register(nameof(EmbeddingMapEstimator));
        void CheckAlive() => MLNetInternals.ThrowIfCancelled(host);
        var columns = VectorColumns.Read(environment, input, names, CheckAlive);
        if (columns[0].Count < 2)
        {
            throw new InvalidOperationException(
                $"Column{(names.Length > 1 ? "s" : "")} '{string.Join("' and '", names)}' {(names.Length > 1 ? "have" : "has")} vectors in {columns[0].Count} rows; two or more are needed.");
        }
        var map = learn(VectorTable.Of(columns[0]), targetColumn is null ? null : VectorTable.Of(columns[1]), CheckAlive);
        return new EmbeddingMapTransformer(environment, outputColumn, inputColumn, map);
    }

    /// <summary>Returns the shape of the schema after this stage.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        VectorColumns.Check(environment, inputSchema, inputColumn);
        // Only fitting reads the partners: where a fitted pipeline's shape is asked for, they need not be there.
        if (targetColumn is not null && MLNetInternals.TryFindColumn(inputSchema, targetColumn, out _))
            VectorColumns.Check(environment, inputSchema, targetColumn);
        return new SchemaShape(inputSchema.Where(other => other.Name != outputColumn).Append(MLNetInternals.VectorColumn(outputColumn, NumberDataViewType.Single)));
    }
}
