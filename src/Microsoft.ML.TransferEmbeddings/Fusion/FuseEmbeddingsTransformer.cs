using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A fitted stage that fuses the vectors of several columns into one. ML.NET's Save and Load write and read it. Immutable and thread-safe; nothing needs to be disposed of.
/// </summary>
public sealed class FuseEmbeddingsTransformer : ITransformer
{
    private readonly IHost host;

    internal FuseEmbeddingsTransformer(IHostEnvironment environment, string outputColumn, IReadOnlyList<string> inputColumns, BlockFusion fusion)
    {
        host = environment.Register(nameof(FuseEmbeddingsTransformer));
        OutputColumnName = outputColumn;
        InputColumnNames = inputColumns;
        Fusion = fusion;
    }

    /// <summary>Name of the column that the stage appends.</summary>
    public string OutputColumnName { get; }

    /// <summary>Names of the columns that are read, in the order of their blocks.</summary>
    public IReadOnlyList<string> InputColumnNames { get; }

    /// <summary>Length of the fused vectors.</summary>
    public int Dimension => Fusion.Dimension;

    /// <summary>Weights of the blocks, in the order of <see cref="InputColumnNames"/>.</summary>
    public IReadOnlyList<float> Weights => [.. Fusion.Blocks.Select(block => block.Weight)];

    /// <summary>Share of the variance of the training rows that is kept, 0 to 1, with <see cref="FuseEmbeddingsOptions.Dimensions"/>; otherwise null.</summary>
    public double? KeptVariance => Fusion.Projection?.KeptVariance;

    internal BlockFusion Fusion { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Returns the schema of <see cref="Transform"/> for data of <paramref name="inputSchema"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Returns the rows of <paramref name="input"/> with the fused vectors, which are computed while a cursor that includes them moves. Reading the column throws an
    /// <see cref="ArgumentException"/> that names column and row where a vector has another length, or some values that are not finite.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ColumnMapDataView(this, input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        FuseEmbeddingsLoader.Save(ctx, this);
    }

    private ColumnMap Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        DataViewSchema.Column[] columns = [.. InputColumnNames.Select((name, i) => Find(inputSchema, name, Fusion.Blocks[i].Length))];
        var annotations = Fusion.Layout?.ToAnnotations(new FusedSlotNames(columns, Fusion.Indicators));
        var output = new DataViewSchema.DetachedColumn(OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, Dimension), annotations);
        return new ColumnMap(inputSchema, columns, output, row => CreateGetter(row, columns));
    }

    private DataViewSchema.Column Find(DataViewSchema inputSchema, string name, int length)
    {
        var column = VectorColumns.Find(host, inputSchema, name);
        var type = new VectorDataViewType(NumberDataViewType.Single, length);
        return column.Type.Equals(type) ? column : throw MLNetInternals.WrongColumnType(host, nameof(inputSchema), name, type.ToString()!, column.Type.ToString()!);
    }

    private ValueGetter<VBuffer<float>> CreateGetter(DataViewRow row, DataViewSchema.Column[] columns)
    {
        var reader = new FusionReader(row, columns, Fusion);
        return (ref VBuffer<float> fused) =>
        {
            var editor = VBufferEditor.Create(ref fused, Dimension);
            Fusion.Fuse(reader.Read(), editor.Values);
            fused = editor.Commit();
        };
    }
}
