using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A fitted embedding stage: appends a column of vectors (<see cref="float"/>, of known length) computed from one input column.
/// <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> writes it, weights included unless <see cref="ModelStorage.Reference"/> was asked for, and
/// <see cref="ModelOperationsCatalog.Load(string, out DataViewSchema)"/> reads it in any process that references this package.
/// </summary>
/// <remarks>
/// Thread-safe. Stages with the same model share one encoder, which is freed when the last of them is disposed; a
/// <see cref="TransformerChain{TLastTransformer}"/> and a <see cref="PredictionEngine{TSrc, TDst}"/> dispose of their stages. A disposed stage throws
/// <see cref="ObjectDisposedException"/>; data views and engines made from it can't be used any more.
/// </remarks>
public sealed class EmbeddingTransformer : ITransformer, IDisposable
{
    private readonly IHost host;
    private readonly EncoderDefinition definition;
    private readonly EmbeddingEncoder encoder;
    private readonly EmbeddingExecutionOptions? execution;
    private readonly bool slotNames;
    private readonly ModelReference? reference;
    private bool disposed;

    internal EmbeddingTransformer(
        IHostEnvironment environment, string outputColumn, string inputColumn, EncoderDefinition definition, bool slotNames, EmbeddingExecutionOptions? execution,
        ModelReference? reference = null)
    {
        host = environment.Register(nameof(EmbeddingTransformer));
        this.definition = definition;
        this.slotNames = slotNames;
        this.execution = execution;
        this.reference = reference;
        OutputColumnName = outputColumn;
        InputColumnName = inputColumn;
        var (gpuDeviceId, fallbackToCpu) = MLNetInternals.DeviceOf(environment);
        encoder = definition.Open(new ExecutionDevice(gpuDeviceId, fallbackToCpu));
        encoder.OnFirstTruncated = WarnOfTruncation;
        encoder.OnReplaced = WarnOfReplacement;
    }

    /// <summary>The column of vectors that the stage appends.</summary>
    public string OutputColumnName { get; }

    /// <summary>The column that is encoded.</summary>
    public string InputColumnName { get; }

    /// <summary>The length of every vector.</summary>
    public int Dimension => encoder.Dimension;

    /// <summary>Names the encoder by content: equal fingerprints give equal vectors. 64 hexadecimal digits.</summary>
    public string Fingerprint => definition.Fingerprint;

    /// <summary>
    /// How many texts this stage has cut since it was made, because they had more tokens than the model takes. The first of them is reported through the
    /// context's log (<see cref="MLContext.Log"/>). With <see cref="LongText.ChunkAndAverage"/> nothing is cut.
    /// </summary>
    public long TruncatedTexts => encoder.Truncated;

    /// <summary>
    /// The word vectors that the stage was made of, given or trained, with its way to look words up; null for a stage of another kind, as one of a key column is.
    /// </summary>
    public WordVectors? WordVectors => (definition as IWordVectorSource)?.WordVectors;

    /// <summary>
    /// How many inputs this stage could not use since it was made, such as images that can't be decoded, where it was told to give them a vector all the
    /// same. The first few are reported through the context's log (<see cref="MLContext.Log"/>).
    /// </summary>
    public long ReplacedInputs => encoder.Replaced;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema that <see cref="Transform"/> gives for data of <paramref name="inputSchema"/>: the same columns and the vectors behind them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="ObjectDisposedException">The stage was disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>
    /// The rows of <paramref name="input"/> with their vectors. Lazy: vectors are computed while a cursor moves that asks for their column. The view can be
    /// used by many threads, each with cursors of its own.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has another type.</exception>
    /// <exception cref="ObjectDisposedException">The stage was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return encoder.CreateDataView(host, input, Bind(input.Schema), execution ?? EmbeddingExecutionOptions.Default);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => encoder.CreateRowMapper(Bind(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ObjectDisposedException.ThrowIf(disposed, this);
        EmbeddingModelZip.Write(ctx, OutputColumnName, InputColumnName, slotNames, definition, reference);
    }

    /// <summary>Gives the encoder back. It is freed when no other stage uses it. May be called again.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        encoder.Dispose();
    }

    private void WarnOfTruncation() => MLNetInternals.Warn(
        host,
        $"Column '{InputColumnName}' has a text with more tokens than the model takes; what lies behind is cut off. Others are not reported, " +
        $"{nameof(EmbeddingTransformer)}.{nameof(TruncatedTexts)} counts them. Set {nameof(TextEmbeddingModelOptions)}.{nameof(TextEmbeddingModelOptions.MaxTokens)}, or " +
        $"{nameof(LongText)}.{nameof(LongText.ChunkAndAverage)} for the whole text.");

    private void WarnOfReplacement(string reason) => MLNetInternals.Warn(
        host,
        $"Column '{InputColumnName}': {reason} Only the first {EmbeddingEncoder.ReportedReplacements} are reported; {nameof(EmbeddingTransformer)}.{nameof(ReplacedInputs)} counts all.");

    private EmbeddingBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ObjectDisposedException.ThrowIf(disposed, this);
        var column = inputSchema.GetColumnOrNull(InputColumnName)
            ?? throw MLNetInternals.MissingColumn(host, nameof(inputSchema), InputColumnName);
        if (!encoder.Accepts(column.Type))
            throw MLNetInternals.WrongColumnType(host, nameof(inputSchema), InputColumnName, encoder.InputType.ToString()!, column.Type.ToString()!);
        encoder.CheckInput(column);
        return new EmbeddingBinding(inputSchema, column.Index, OutputColumnName, encoder.Dimension, slotNames);
    }
}
