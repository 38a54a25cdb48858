using System.Globalization;
using CustomEncoder;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

namespace Microsoft.ML.TransferEmbeddings.Tests.Caching;

/// <summary>Texts, and an encoder of them that counts.</summary>
internal sealed class CachedTexts
{
    public const int Dimension = 64;

    private readonly NGramModel model = new(new NGramSettings { Dimension = Dimension });

    public CachedTexts() => Model = new CountingModel<ReadOnlyMemory<char>>(model);

    public CountingModel<ReadOnlyMemory<char>> Model { get; }

    public int Encoded => Model.Rows;

    public static MLContext Context(EmbeddingCache? cache) => new MLContext(seed: 1).UseEmbeddingOptions(new() { Cache = cache });

    public static IDataView Data(MLContext ml, IEnumerable<int> numbers) => ml.Data.LoadFromEnumerable(numbers.Select(number => new Line { Text = TextOf(number), Label = number % 2 == 0, Value = number % 7, Class = $"c{number % 3}" }).ToList());

    public static string TextOf(int number) => string.Create(CultureInfo.InvariantCulture, $"text {number}");

    public float[] VectorOf(int number) => model.Embed(TextOf(number).AsMemory());

    public EmbeddingEstimator Embed(MLContext ml) => ml.Transforms.Embed("Features", new EmbedOptions<ReadOnlyMemory<char>> { Model = Model, InputColumnName = nameof(Line.Text) });

    /// <summary>The vectors of numbered texts through a stage of a context with a cache.</summary>
    public float[][] Vectors(EmbeddingCache? cache, IEnumerable<int> numbers)
    {
        var ml = Context(cache);
        var data = Data(ml, numbers);
        using var stage = Embed(ml).Fit(data);
        return [.. stage.Transform(data).GetColumn<float[]>("Features")];
    }

    internal sealed class Line
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public float Value { get; set; }

        public string Class { get; set; } = "";
    }
}
