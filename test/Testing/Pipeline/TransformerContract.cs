using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>
/// What holds for every embedding stage, whatever its encoder and its input type. A new encoder gets all of it by a subclass that names a model and an
/// input column.
/// </summary>
/// <typeparam name="TInput">What the model encodes.</typeparam>
public abstract partial class TransformerContract<TInput> : IDisposable
{
    private const string Features = "Features";
    private readonly Lazy<EmbeddingModel<TInput>> model;

    protected TransformerContract() => model = new Lazy<EmbeddingModel<TInput>>(() => CreateModel(seed: 1));

    /// <summary>Other seeds give models with other vectors.</summary>
    private protected abstract EmbeddingModel<TInput> CreateModel(int seed);

    /// <summary>A column "Input" of any number of rows.</summary>
    private protected abstract TestColumn Input { get; }

    /// <summary>How far the vectors of one row may lie apart that was encoded alone and in a batch. Zero for encoders that don't batch.</summary>
    protected abstract float BatchTolerance { get; }

    /// <summary>What a zip of the encoder needs besides.</summary>
    private protected virtual IServiceProvider? Services => null;

    /// <summary>Tells the fresh process where it finds what a zip of the encoder needs besides.</summary>
    private protected virtual IEnumerable<KeyValuePair<string, string?>> Environment => [];

    private protected TemporaryFolder Folder { get; } = new();

    private protected EmbeddingModel<TInput> Model => model.Value;

    public void Dispose()
    {
        if (model.IsValueCreated)
            model.Value.Dispose();
        Folder.Dispose();
    }

    private protected RowsDataView Rows(int count, params IEnumerable<TestColumn> passengers) => new(count, [TestColumns.Id, Input, .. passengers]);

    /// <summary>Without a cache: what a test reads twice is encoded twice.</summary>
    private protected MLContext NewContext() => new MLContext(seed: 1).UseEmbeddingOptions(new() { Cache = EmbeddingCache.None, Services = Services });

    private protected EmbeddingEstimator Estimator(EmbeddingModel<TInput>? model = null, EmbeddingExecutionOptions? execution = null, bool slotNames = false, MLContext? ml = null) =>
        (ml ?? NewContext()).Transforms.Embed(
            Features, new EmbedOptions<TInput> { Model = model ?? Model, InputColumnName = Input.Name, SlotNames = slotNames, Execution = execution });

    private protected EmbeddingTransformer Fit(EmbeddingModel<TInput>? model = null, EmbeddingExecutionOptions? execution = null, bool slotNames = false) =>
        Estimator(model, execution, slotNames).Fit(Rows(0));

    private protected static float[][] Vectors(IDataView transformed)
    {
        var vectors = new List<float[]>();
        using var cursor = transformed.GetRowCursor([transformed.Schema[Features]]);
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[Features]);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            vectors.Add([.. vector.DenseValues()]);
        }
        return [.. vectors];
    }

    /// <summary>A row at a time, as PredictionEngine does.</summary>
    private protected static float[][] VectorsOneByOne(ITransformer model, IDataView data)
    {
        var mapper = model.GetRowToRowMapper(data.Schema);
        var features = mapper.OutputSchema[Features];
        var vectors = new List<float[]>();
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [features]);
        var getter = row.GetGetter<VBuffer<float>>(features);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            vectors.Add([.. vector.DenseValues()]);
        }
        return [.. vectors];
    }

    private protected static void AssertClose(float[][] expected, float[][] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int row = 0; row < expected.Length; row++)
            AssertClose(expected[row], actual[row], tolerance, $"row {row}");
    }

    private protected static void AssertClose(float[] expected, float[] actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(largest <= tolerance, $"{what}: {largest} apart, {tolerance} allowed");
    }
}
