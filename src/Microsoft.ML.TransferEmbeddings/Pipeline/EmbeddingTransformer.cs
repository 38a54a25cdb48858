using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Caching;
using Microsoft.ML.TransferEmbeddings.Encoders;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A fitted embedding stage: appends columns of vectors (<see cref="float"/>, of known length), each computed from one input column.
/// <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> writes it, including weights unless its storage is
/// <see cref="ModelStorage.Reference"/>, and <see cref="ModelOperationsCatalog.Load(string, out DataViewSchema)"/> reads it in any process that references this
/// package.
/// </summary>
/// <remarks>
/// Thread-safe. Stages with the same model share one inference session, which is freed when the last of them is disposed. A
/// <see cref="TransformerChain{TLastTransformer}"/> disposes of its stages, and so does a <see cref="PredictionEngine{TSrc, TDst}"/> unless its options say otherwise.
/// A disposed stage can still be used, and so can data views and engines made from it: the encoder is opened again, which takes as long as the first time.
/// </remarks>
public sealed class EmbeddingTransformer : ITransformer, IDisposable
{
    private readonly IHost host;
    private readonly EncoderDefinition definition;
    private readonly EmbeddingStageSettings settings;
    private readonly EmbeddingEncoder encoder;
    private readonly EmbeddingExecutionOptions execution;
    private readonly StageCache cache;
    private int fallbacks;
    private int cacheWarnings;

    internal EmbeddingTransformer(IHostEnvironment environment, EncoderDefinition definition, EmbeddingStageSettings settings)
    {
        host = environment.Register(nameof(EmbeddingTransformer));
        this.definition = definition;
        this.settings = settings;
        var options = ContextOptions<EmbeddingContextOptions>.Of(environment) ?? EmbeddingContextOptions.Default;
        execution = settings.Execution ?? options.Execution;
        cache = new StageCache(options.Cache, options.MaxBytesOfData);
        var (gpuDeviceId, fallbackToCpu) = MLNetInternals.DeviceOf(environment);
        encoder = definition.OpenForStage(
            new EncoderContext { GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu, Services = options.Services, OnFallback = WarnOfFallback },
            new InputReports { InvalidInputHandling = settings.InvalidInputs, OnFirstTruncated = WarnOfTruncation, OnInvalid = WarnOfInvalidInput });
    }

    /// <summary>Pairs of an appended column of vectors and the column that is encoded for it.</summary>
    public IReadOnlyList<InputOutputColumnPair> Columns => settings.Columns;

    /// <summary>Name of the column of vectors that the stage appends; of the first one if it appends several.</summary>
    public string OutputColumnName => Columns[0].OutputColumnName;

    /// <summary>Name of the column that is encoded; of the first one if there are several.</summary>
    public string InputColumnName => Columns[0].InputColumnName;

    /// <summary>Length of an input's vector, which is also the length of the output vectors unless several inputs per row are concatenated.</summary>
    public int Dimension => encoder.Dimension;

    /// <summary>Hash of the encoder's content: encoders with equal fingerprints give equal vectors. 64 hexadecimal digits.</summary>
    public string Fingerprint => definition.Fingerprint;

    /// <summary>
    /// Number of inputs that this stage truncated since it was made, such as texts with more tokens than the model takes. The first one is written to the context's log
    /// (<see cref="MLContext.Log"/>). Inputs are counted when they are encoded: not again where a cache has the vector or another row of the window has the same input. With
    /// <see cref="LongText.ChunkAndAverage"/> no text is truncated.
    /// </summary>
    public long TruncatedInputs => encoder.TruncatedInputs;

    /// <summary>
    /// Number of inputs since this stage was made that can't be used, such as images that can't be decoded, and got a substitute vector
    /// (<see cref="InvalidInputHandling"/>). The first few are written to the context's log (<see cref="MLContext.Log"/>).
    /// </summary>
    public long InvalidInputs => encoder.InvalidInputs;

    /// <summary>
    /// Device that the encoder was last opened on: "CPU", or "GPU 0" with the number of the GPU. If the context names a GPU that can't be used and lets the CPU stand in
    /// (<see cref="MLContext.FallbackToCpu"/>), it is "CPU", and the log says why once (<see cref="MLContext.Log"/>).
    /// </summary>
    public string Device => encoder.Device;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>Returns an object that the stage's encoder offers besides vectors, such as the <see cref="WordVectors"/> that it was made of.</summary>
    /// <typeparam name="TService">The type of the object.</typeparam>
    /// <returns>The object, which stays the encoder's; null if it has none of this type.</returns>
    public TService? GetService<TService>()
        where TService : class => definition.GetService(typeof(TService)) as TService;

    /// <summary>Returns the schema of <see cref="Transform"/> for data of <paramref name="inputSchema"/>: the same columns followed by the vectors.</summary>
    /// <param name="inputSchema">A schema with the input columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema, encoder).OutputSchema;

    /// <summary>
    /// Returns the rows of <paramref name="input"/> with their vectors. Evaluation is lazy: vectors are computed while a cursor that includes their column moves. Many
    /// threads may use the view, each with cursors of its own.
    /// </summary>
    /// <param name="input">Data with the input columns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var use = cache.CountUse();
        var caching = cache.ForData(definition, encoder, DataOrigin.Of(input), use);
        return new EmbeddingDataView(host, this, input, Bind(input.Schema, caching), execution, () => Report(use));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new EmbeddingRowMapper(Bind(inputSchema, cache.ForRows(definition, encoder)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        EmbeddingModelZip.Write(ctx, definition, settings);
    }

    /// <summary>
    /// Frees the memory of the encoder, unless another stage uses it too. The next use of the stage opens it again. May be called more than once, and while other threads
    /// use the stage.
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
            if (settings.Notice is { } notice)
                MLNetInternals.Warn(transformer.host, notice);
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

    private void WarnOfFallback(string reason)
    {
        if (Interlocked.Increment(ref fallbacks) == 1)
            MLNetInternals.Warn(host, $"{Inputs}: {reason} The CPU is used in its place, which is slower.");
    }

    private void WarnOfInvalidInput(string reason) => MLNetInternals.Warn(
        host,
        $"{Inputs}: {reason} Only the first {InputReports.MaxReportedInvalid} are reported; {nameof(EmbeddingTransformer)}.{nameof(InvalidInputs)} counts all.");

    private string Inputs => Columns.Count == 1 ? $"Column '{InputColumnName}'" : $"One of the columns {string.Join(", ", Columns.Select(column => $"'{column.InputColumnName}'"))}";

    /// <summary>After a pass over data.</summary>
    private void Report(CacheUse use)
    {
        string[] warnings = [.. cache.Warnings];
        // Passes may end on several threads at once.
        int told = Interlocked.Exchange(ref cacheWarnings, warnings.Length);
        foreach (string warning in warnings.Skip(told))
            MLNetInternals.Warn(host, $"{Inputs}: {warning}");
        if (use.TakeNews() is { } news)
            MLNetInternals.Inform(host, $"{Inputs}: {news}");
    }

    private EmbeddingBinding Bind(DataViewSchema inputSchema, EmbeddingEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        EmbeddedColumn[] columns = [.. settings.Columns.Select(column =>
        {
            var input = FindInput(host, definition, inputSchema, column.InputColumnName);
            var bound = definition.Bind(encoder, input.Type, settings.Combination);
            return new EmbeddedColumn(input, column.OutputColumnName, settings.EmptyTexts == EmptyTextHandling.MissingVector ? MissingTexts.Of(bound) : bound);
        })];
        return new EmbeddingBinding(inputSchema, columns, settings.SlotNames);
    }
}
