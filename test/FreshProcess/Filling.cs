using System.Globalization;
using CustomEncoder;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

internal static class Filling
{
    /// <summary>Texts whose vectors are kept together.</summary>
    public const int TextsAtOnce = 50;

    public static void Run(string cacheFile, string kept, int first)
    {
        using var cache = EmbeddingCache.Open(cacheFile);
        var ml = new MLContext().UseEmbeddingOptions(new() { Cache = cache });
        using var stage = ml.Transforms.Embed("Features", new EmbedOptions<ReadOnlyMemory<char>> { Model = new NGramModel(new NGramSettings { Dimension = 64 }), InputColumnName = "Text" })
            .Fit(Texts(ml, 0));
        while (true)
        {
            _ = stage.Transform(Texts(ml, first)).GetColumn<float[]>("Features").Count();
            File.AppendAllText(kept, $"{first.ToString(CultureInfo.InvariantCulture)}\n");
            first += TextsAtOnce;
        }
    }

    private static IDataView Texts(MLContext ml, int first) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(first, TextsAtOnce).Select(number => new Line { Text = string.Create(CultureInfo.InvariantCulture, $"text {number}") }));

    private sealed class Line
    {
        public string Text { get; set; } = "";
    }
}
