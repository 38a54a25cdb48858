using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>What the rest of the library needs of ML.NET's internals, apart from zip reading and writing.</summary>
internal static class MLNetInternals
{
    /// <summary>The type's name, and no nameof: this room knows none of those that use it.</summary>
    private const string StageChannel = "EmbeddingTransformer";

    public static IHostEnvironment EnvironmentOf(TransformsCatalog.TextTransforms catalog) => catalog.GetEnvironment();

    /// <summary>The catalog that the text transforms are a part of.</summary>
    public static TransformsCatalog TransformsOf(TransformsCatalog.TextTransforms catalog) => new(catalog.GetEnvironment());

    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog) => catalog.GetEnvironment();

    public static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase trainers) => trainers.Owner.GetEnvironment();

    public static IHostEnvironment EnvironmentOf(TrainCatalogBase catalog) => catalog.GetEnvironment();

    public static IHostEnvironment EnvironmentOf(ModelOperationsCatalog catalog) => catalog.GetEnvironment();

    /// <summary>MLContext.GpuDeviceId and MLContext.FallbackToCpu as the environment carries them.</summary>
    public static (int? GpuDeviceId, bool FallbackToCpu) DeviceOf(IHostEnvironment environment) =>
        environment is IHostEnvironmentInternal host ? (host.GpuDeviceId, host.FallbackToCpu) : (null, true);

    /// <exception cref="OperationCanceledException">The context was canceled, as AutoML does with a trial whose time is up.</exception>
    public static void ThrowIfCancelled(IHost host) => host.CheckAlive();

    /// <summary>Through the context's log channel.</summary>
    public static void Inform(IHost host, string message)
    {
        using var channel = host.Start(StageChannel);
        channel.Info(message);
    }

    /// <summary>Through the context's log channel, as ML.NET's own stages warn.</summary>
    public static void Warn(IHost host, string message)
    {
        using var channel = host.Start(StageChannel);
        channel.Warning(message);
    }

    /// <summary>What a trainer says of itself that reads its rows once, as they come.</summary>
    public static TrainerInfo CreateTrainerInfo() => new(normalization: false, caching: false);

    /// <summary>The data in memory, read once.</summary>
    public static IDataView Cache(IHostEnvironment environment, IDataView data) => new CacheDataView(environment, data, prefetch: null);

    /// <summary>A schema of these columns, annotations included.</summary>
    public static DataViewSchema SchemaOf(params ReadOnlySpan<DataViewSchema.Column> columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns)
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        return schema.ToSchema();
    }

    /// <summary>A type as the shape of a column tells it: of a key the raw type but not the count, of a vector not the size.</summary>
    public static DataViewType TypeOf(SchemaShape.Column column)
    {
        var item = column.IsKey ? new KeyDataViewType(column.ItemType.RawType, 1) : column.ItemType;
        return column.Kind == SchemaShape.Column.VectorKind.Scalar || item is not PrimitiveDataViewType primitive ? item : new VectorDataViewType(primitive);
    }

    public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

    public static bool TryFindColumn(SchemaShape schema, string name, out SchemaShape.Column column) =>
        schema.TryFindColumn(name, out column);

    /// <summary>Refuses a schema in which the column is missing or is not what a stage needs.</summary>
    /// <param name="environment">Whose stage.</param>
    /// <param name="inputSchema">The schema.</param>
    /// <param name="name">The column.</param>
    /// <param name="expected">The type that is needed, for the message.</param>
    /// <param name="isRight">Whether a column is what is needed.</param>
    public static void CheckColumn(IHostEnvironment environment, SchemaShape inputSchema, string name, string expected, Func<SchemaShape.Column, bool> isRight)
    {
        if (!TryFindColumn(inputSchema, name, out var column))
            throw MissingColumn(environment, nameof(inputSchema), name);
        if (!isRight(column))
            throw WrongColumnType(environment, nameof(inputSchema), name, expected, TypeString(column));
    }

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds something else than texts.</exception>
    public static void CheckTextColumn(IHostEnvironment environment, SchemaShape inputSchema, string name) =>
        CheckColumn(environment, inputSchema, name, TextDataViewType.Instance.ToString()!, column =>
            column.Kind == SchemaShape.Column.VectorKind.Scalar && !column.IsKey && column.ItemType.Equals(TextDataViewType.Instance));

    public static SchemaShape.Column VectorColumn(string name, DataViewType itemType, SchemaShape? annotations = null) =>
        new(name, SchemaShape.Column.VectorKind.Vector, itemType, isKey: false, annotations);

    public static string TypeString(SchemaShape.Column column) => column.GetTypeString();

    /// <summary>Refuses data that lack a column which a trainer reads.</summary>
    /// <param name="schema">The data's.</param>
    /// <param name="parameter">The data's parameter.</param>
    /// <param name="names">The columns; null for one that is not read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing.</exception>
    public static void RequireColumns(DataViewSchema schema, string parameter, params ReadOnlySpan<string?> names)
    {
        foreach (string? name in names)
        {
            if (name is not null && schema.GetColumnOrNull(name) is null)
            {
                string others = string.Join("', '", schema.Where(column => !column.IsHidden).Select(column => column.Name));
                throw new ArgumentOutOfRangeException(parameter, $"Could not find input column '{name}'. The data have the columns '{others}'.");
            }
        }
    }

    public static Exception MissingColumn(IHostEnvironment environment, string parameter, string column) =>
        environment.ExceptSchemaMismatch(parameter, "input", column);

    public static Exception WrongColumnType(IHostEnvironment environment, string parameter, string column, string expected, string actual) =>
        environment.ExceptSchemaMismatch(parameter, "input", column, expected, actual);
}
