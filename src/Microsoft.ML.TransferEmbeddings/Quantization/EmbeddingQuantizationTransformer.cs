using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Quantization;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A fitted stage that turns embeddings into codes or, if made by <see cref="CreateInverse"/>, codes into embeddings. ML.NET's Save and Load write and read it.
/// Immutable and thread-safe; nothing needs to be disposed of.
/// </summary>
public sealed class EmbeddingQuantizationTransformer : ITransformer
{
    private readonly IHost host;

    internal EmbeddingQuantizationTransformer(IHostEnvironment environment, string outputColumn, string inputColumn, EmbeddingQuantizer quantizer, bool isInverse)
    {
        host = environment.Register(nameof(EmbeddingQuantizationTransformer));
        OutputColumnName = outputColumn;
        InputColumnName = inputColumn;
        Quantizer = quantizer;
        IsInverse = isInverse;
    }

    /// <summary>Name of the column that the stage appends.</summary>
    public string OutputColumnName { get; }

    /// <summary>Name of the column that is read.</summary>
    public string InputColumnName { get; }

    /// <summary>The quantizer of the codes, which <see cref="QuantizedEmbeddings"/> needs for a search.</summary>
    public EmbeddingQuantizer Quantizer { get; }

    /// <summary>Whether the stage turns codes into embeddings, instead of embeddings into codes.</summary>
    public bool IsInverse { get; }

    bool ITransformer.IsRowToRowMapper => true;

    private VectorDataViewType EmbeddingType => new(NumberDataViewType.Single, Quantizer.Dimension);

    private VectorDataViewType CodeType => new(Quantizer.Precision == EmbeddingPrecision.Binary ? NumberDataViewType.Byte : NumberDataViewType.SByte, Quantizer.CodeLength);

    /// <summary>Creates a stage that turns this stage's codes into embeddings again, with the precision of the codes.</summary>
    /// <param name="outputColumnName">The column to append: a vector of <see cref="float"/>.</param>
    /// <param name="inputColumnName">The column of codes; null, the default, for this stage's output.</param>
    /// <exception cref="ArgumentNullException"><paramref name="outputColumnName"/> is null.</exception>
    /// <exception cref="InvalidOperationException">This stage is an inverse itself.</exception>
    public EmbeddingQuantizationTransformer CreateInverse(string outputColumnName, string? inputColumnName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        return IsInverse
            ? throw new InvalidOperationException("The stage turns codes into embeddings; it has no inverse. Ask the stage that made the codes.")
            : new EmbeddingQuantizationTransformer(host, outputColumnName, inputColumnName ?? OutputColumnName, Quantizer, isInverse: true);
    }

    /// <summary>Returns the schema of <see cref="Transform"/> for data of <paramref name="inputSchema"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Returns the rows of <paramref name="input"/> with the new column, which is computed while a cursor that includes it moves. A row whose vector is
    /// missing, has another length or has a value that is not finite has no code: reading the column throws an <see cref="ArgumentException"/> that names column and
    /// row.</summary>
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
        EmbeddingQuantizationLoader.Save(ctx, this);
    }

    private ColumnMap Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var column = inputSchema.GetColumnOrNull(InputColumnName) ?? throw MLNetInternals.MissingColumn(host, nameof(inputSchema), InputColumnName);
        var (from, to) = IsInverse ? (CodeType, EmbeddingType) : (EmbeddingType, CodeType);
        if (!column.Type.Equals(from))
            throw MLNetInternals.WrongColumnType(host, nameof(inputSchema), InputColumnName, from.ToString()!, column.Type.ToString()!);
        return new ColumnMap(inputSchema, [column], new DataViewSchema.DetachedColumn(OutputColumnName, to), row => CreateGetter(row, column));
    }

    private Delegate CreateGetter(DataViewRow row, DataViewSchema.Column column) => (IsInverse, Quantizer.Precision) switch
    {
        (false, EmbeddingPrecision.Binary) => Map<float, byte>(row, column, VectorColumn.ReadFinite, Quantizer.Quantize),
        (false, _) => Map<float, sbyte>(
            row, column, VectorColumn.ReadFinite, (embedding, code) => Quantizer.Quantize(embedding, MemoryMarshal.Cast<sbyte, byte>(code))),
        (true, EmbeddingPrecision.Binary) => Map<byte, float>(row, column, VectorColumn.Read, Quantizer.Dequantize),
        (true, _) => Map<sbyte, float>(
            row, column, VectorColumn.Read, (code, embedding) => Quantizer.Dequantize(MemoryMarshal.Cast<sbyte, byte>(code), embedding)),
    };

    private delegate void VectorRead<T>(in VBuffer<T> vector, Span<T> values, string column, long row);

    private delegate void VectorMap<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to);

    private ValueGetter<VBuffer<TTo>> Map<TFrom, TTo>(
        DataViewRow row, DataViewSchema.Column column, VectorRead<TFrom> read, VectorMap<TFrom, TTo> map)
    {
        var getter = row.GetGetter<VBuffer<TFrom>>(column);
        int length = (IsInverse ? EmbeddingType : CodeType).Size;
        string name = $"Column '{column.Name}'";
        VBuffer<TFrom> source = default;
        var dense = new TFrom[((VectorDataViewType)column.Type).Size];
        return (ref VBuffer<TTo> value) =>
        {
            getter(ref source);
            read(source, dense, name, row.Position);
            var editor = VBufferEditor.Create(ref value, length);
            map(dense, editor.Values);
            value = editor.Commit();
        };
    }
}
