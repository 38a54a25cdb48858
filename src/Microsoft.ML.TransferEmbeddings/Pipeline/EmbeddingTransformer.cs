using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A fitted embedding stage: appends columns of vectors (<see cref="float"/>, of known length), each computed from one input column.
/// <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> writes it, weights included unless <see cref="ModelStorage.Reference"/> was asked for, and
/// <see cref="ModelOperationsCatalog.Load(string, out DataViewSchema)"/> reads it in any process that references this package.
/// </summary>
/// <remarks>
/// Thread-safe. Stages with the same model share one inference session, which is freed when the last of them is disposed. A <see cref="TransformerChain{TLastTransformer}"/>
/// and, unless it is told otherwise, a <see cref="PredictionEngine{TSrc, TDst}"/> dispose of their stages. A disposed stage, and data views and engines made from it, can still be
/// used: the encoder is opened again, which takes as long as the first time.
/// </remarks>
public sealed class EmbeddingTransformer : ITransformer, IDisposable
{
    private readonly IHost host;
    private readonly EncoderDefinition definition;
    private readonly EmbeddingStageSettings settings;
    private readonly EmbeddingEncoder encoder;
    private readonly EmbeddingExecutionOptions execution;

    internal EmbeddingTransformer(IHostEnvironment environment, EncoderDefinition definition, EmbeddingStageSettings settings)
    {
        host = environment.Register(nameof(EmbeddingTransformer));
        this.definition = definition;
        this.settings = settings;
        execution = settings.Execution ?? (ContextOptions<EmbeddingContextOptions>.Of(environment) ?? EmbeddingContextOptions.Default).Execution;
        var (gpuDeviceId, fallbackToCpu) = MLNetInternals.DeviceOf(environment);
        encoder = definition.OpenForStage(
            new EncoderContext { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu },
            new InputReports { InvalidInputHandling = settings.InvalidInputs, OnFirstTruncated = WarnOfTruncation, OnInvalid = WarnOfInvalidInput });
    }

    /// <summary>The columns that are encoded, each with the column of vectors that is appended for it.</summary>
    public IReadOnlyList<InputOutputColumnPair> Columns => settings.Columns;

    /// <summary>The column of vectors that the stage appends; the first one where it appends several.</summary>
    public string OutputColumnName => Columns[0].OutputColumnName;

    /// <summary>The column that is encoded; the first one where several are.</summary>
    public string InputColumnName => Columns[0].InputColumnName;

    /// <summary>The length of an input's vector, which is also the length of the output vectors unless several inputs per row are concatenated.</summary>
    public int Dimension => encoder.Dimension;

    /// <summary>Hash of the encoder's content: encoders with equal fingerprints give equal vectors. 64 hexadecimal digits.</summary>
    public string Fingerprint => definition.Fingerprint;

    /// <summary>
    /// The number of inputs that this stage has cut since it was made, such as texts with more tokens than the model takes. The first of them is reported through the
    /// context's log (<see cref="MLContext.Log"/>). With <see cref="LongText.ChunkAndAverage"/> nothing is cut.
    /// </summary>
    public long TruncatedInputs => encoder.TruncatedInputs;

    /// <summary>
    /// The number of inputs that this stage could not use since it was made, such as images that can't be decoded, where it was told to give them a vector all the
    /// same (<see cref="InvalidInputHandling"/>). The first few are reported through the context's log (<see cref="MLContext.Log"/>).
    /// </summary>
    public long InvalidInputs => encoder.InvalidInputs;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>An object that the stage's encoder offers besides vectors, such as the <see cref="WordVectors"/> it was made of.</summary>
    /// <typeparam name="TService">The type of the object.</typeparam>
    /// <returns>The object, or null where the encoder has none of that type.</returns>
    public TService? GetService<TService>()
        where TService : class => definition.GetService(typeof(TService)) as TService;

    /// <summary>The schema that <see cref="Transform"/> gives for data of <paramref name="inputSchema"/>: the same columns followed by the vectors.</summary>
    /// <param name="inputSchema">A schema with the input columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>
    /// The rows of <paramref name="input"/> with their vectors. Lazy: vectors are computed while a cursor moves that asks for their column. The view can be
    /// used by many threads, each with cursors of its own.
    /// </summary>
    /// <param name="input">Data with the input columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new EmbeddingDataView(host, this, input, Bind(input.Schema), execution);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new EmbeddingRowMapper(Bind(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        EmbeddingModelZip.Write(ctx, definition, settings);
    }

    /// <summary>
    /// Gives the memory of the encoder back, unless another stage uses it too. The next use of the stage opens it again. May be called again, and while other threads use
    /// the stage.
    /// </summary>
    public void Dispose() => encoder.Dispose();

    /// <summary>A stage that fits a schema.</summary>
    internal static EmbeddingTransformer Create(IHostEnvironment environment, EncoderDefinition definition, EmbeddingStageSettings settings, DataViewSchema inputSchema)
    {
        // Before the encoder is opened: a wrong column should not wait for a large network.
        foreach (var column in settings.Columns)
            FindInput(environment, definition, inputSchema, column.InputColumnName);
        var transformer = new EmbeddingTransformer(environment, definition, settings);
        try
        {
            transformer.GetOutputSchema(inputSchema);
            return transformer;
        }
        catch
        {
            transformer.Dispose();
            throw;
        }
    }

    private static DataViewSchema.Column FindInput(IHostEnvironment environment, EncoderDefinition definition, DataViewSchema inputSchema, string name)
    {
        var column = inputSchema.GetColumnOrNull(name) ?? throw MLNetInternals.MissingColumn(environment, nameof(inputSchema), name);
        if (!definition.Accepts(column.Type))
            throw MLNetInternals.WrongColumnType(environment, nameof(inputSchema), name, definition.ColumnTypes, column.Type.ToString()!);
        definition.CheckColumn(column);
        return column;
    }

    private void WarnOfTruncation() => MLNetInternals.Warn(
        host,
        $"{Inputs} has a text with more tokens than the model takes; the rest of it is cut off. Others are not reported, " +
        $"{nameof(EmbeddingTransformer)}.{nameof(TruncatedInputs)} counts them. Raise the model's MaxTokens, or choose {nameof(LongText)}.{nameof(LongText.ChunkAndAverage)} for whole texts.");

    private void WarnOfInvalidInput(string reason) => MLNetInternals.Warn(
        host,
        $"{Inputs}: {reason} Only the first {InputReports.MaxReportedInvalid} are reported; {nameof(EmbeddingTransformer)}.{nameof(InvalidInputs)} counts all.");

    private string Inputs => Columns.Count == 1 ? $"Column '{InputColumnName}'" : $"One of the columns {string.Join(", ", Columns.Select(column => $"'{column.InputColumnName}'"))}";

    private EmbeddingBinding Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        EmbeddedColumn[] columns = [.. settings.Columns.Select(column =>
        {
            var input = FindInput(host, definition, inputSchema, column.InputColumnName);
            return new EmbeddedColumn(input, column.OutputColumnName, definition.Bind(encoder, input.Type, settings.Combination));
        })];
        return new EmbeddingBinding(inputSchema, columns, settings.SlotNames);
    }
}
