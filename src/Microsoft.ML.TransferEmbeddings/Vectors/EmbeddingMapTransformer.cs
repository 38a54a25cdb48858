using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Vectors;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A stage that maps vectors by an <see cref="EmbeddingMap"/>. ML.NET's Save and Load write and read it. Immutable and thread-safe; nothing needs to be disposed of.
/// </summary>
public sealed class EmbeddingMapTransformer : ITransformer
{
    private readonly IHost host;

    internal EmbeddingMapTransformer(IHostEnvironment environment, string outputColumn, string inputColumn, EmbeddingMap map)
    {
        host = environment.Register(nameof(EmbeddingMapTransformer));
        OutputColumnName = outputColumn;
        InputColumnName = inputColumn;
        Map = map;
    }

    /// <summary>Name of the column that the stage appends.</summary>
    public string OutputColumnName { get; }

    /// <summary>Name of the column that is read.</summary>
    public string InputColumnName { get; }

    /// <summary>The map.</summary>
    public EmbeddingMap Map { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Returns the schema of <see cref="Transform"/> for data of <paramref name="inputSchema"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Returns the rows of <paramref name="input"/> with the new column, which is computed while a cursor that includes it moves. A row without a vector, with no
    /// values or NaN for all, has NaN for all values. Reading the column throws an <see cref="ArgumentException"/> that names column and row where a vector has another length,
    /// or some values that are not finite.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ColumnMapDataView(this, input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        EmbeddingMapLoader.Save(ctx, this);
    }

    private ColumnMap Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var column = VectorColumns.Find(host, inputSchema, InputColumnName);
        var type = new VectorDataViewType(NumberDataViewType.Single, Map.InputDimension);
        if (!column.Type.Equals(type))
            throw MLNetInternals.WrongColumnType(host, nameof(inputSchema), InputColumnName, type.ToString()!, column.Type.ToString()!);
        var output = new DataViewSchema.DetachedColumn(OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, Map.OutputDimension));
        return new ColumnMap(inputSchema, [column], output, row => CreateGetter(row, column));
    }

    private ValueGetter<VBuffer<float>> CreateGetter(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        string name = $"Column '{column.Name}'";
        VBuffer<float> source = default;
        var values = new float[Map.InputDimension];
        return (ref VBuffer<float> mapped) =>
        {
            getter(ref source);
            var editor = VBufferEditor.Create(ref mapped, Map.OutputDimension);
            if (MissingVector.TryRead(source, values, name, row.Position))
                Map.Map(values, editor.Values);
            else
                editor.Values.Fill(float.NaN);
            mapped = editor.Commit();
        };
    }
}
