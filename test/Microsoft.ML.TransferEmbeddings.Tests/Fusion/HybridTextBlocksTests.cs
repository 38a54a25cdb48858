using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Fusion;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.Transforms.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fusion;

/// <summary>What is in the vector: ML.NET's n-grams and the embedding, each at its length.</summary>
public sealed class HybridTextBlocksTests : IDisposable
{
    private const float Tolerance = 1e-5f;
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlocksAreThoseOfTheStagesAlone(bool wordsOnly)
    {
        var data = Rows(32);
        var options = wordsOnly ? new TextFeaturizingEstimator.Options { CharFeatureExtractor = null } : null;
        float[][] hybrid = Vectors(ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", new() { InputColumnName = "Input", NGrams = options }), data);
        float[][] text = Vectors(ml.Transforms.Text.FeaturizeText("Features", options, "Input"), data);
        float[][] embedding = Vectors(ml.Transforms.Text.EmbedText("Features", "Input"), data);

        for (int row = 0; row < hybrid.Length; row++)
        {
            float length = TensorPrimitives.Norm(text[row]);
            float scale = length == 0 ? 0 : 0.5f / length;
            AssertClose([.. text[row].Select(value => value * scale), .. embedding[row]], hybrid[row]);
        }
    }

    [Theory]
    [InlineData(2, 0.25f)]
    [InlineData(32, 0.5f)]
    [InlineData(512, 1)]
    [InlineData(700, 1)]
    public void TextBlockGrowsWithTheRows(int rows, float expected)
    {
        Assert.Equal(expected, TextBlockWeight.For(Rows(rows)), Tolerance);
        Assert.Equal(expected, TextBlockWeight.For(WithoutRowCount(rows)), Tolerance);
        Assert.Equal(expected, TextLength(ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", "Input"), Rows(rows)), Tolerance);
        Assert.Equal(expected, TextLength(ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", "Input"), WithoutRowCount(rows)), Tolerance);
    }

    [Fact]
    public void CountingStopsWhereTheWeightNoLongerChanges()
    {
        int last = 0;
        var data = Rows(10_000);
        data.OnRow = row => last = Math.Max(last, row);
        TextBlockWeight.For(ml.Data.FilterRowsByColumn(data, "Id", upperBound: 9_000));
        Assert.InRange(last, 1, 2 * TextBlockWeight.EnoughRows);
    }

    [Fact]
    public void WeightOfTheUserCounts() =>
        Assert.Equal(0.3f, TextLength(ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", new() { InputColumnName = "Input", NGramWeight = 0.3f }), Rows(32)), Tolerance);

    [Fact]
    public void EmbeddingsOfAnyLengthGetLengthOne()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyStaticModel.Write(folder["model"], normalize: false));
        float[][] vectors = Vectors(ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", "Input", model), Rows(32));
        Assert.NotEqual(1, TensorPrimitives.Norm(model.Embed(TextColumn.TextOf(0))), Tolerance);
        Assert.Equal(1, TensorPrimitives.Norm(vectors[0].AsSpan()[^TinyStaticModel.Dimension..]), Tolerance);
    }

    [Fact]
    public void SlotsAreNamedByTheirBlock()
    {
        using var model = ml.Transforms.Text.FeaturizeTextWithEmbedding("Features", "Input").Fit(Rows(32));
        VBuffer<ReadOnlyMemory<char>> names = default;
        model.GetOutputSchema(Rows(1).Schema)["Features"].GetSlotNames(ref names);
        string[] all = [.. names.DenseValues().Select(name => name.ToString())];
        Assert.Contains("Features.Text.Word.good", all);
        Assert.Contains("Features.Text.Char.g|o|o", all);
        Assert.Equal("Features.Embedding.0", all[^256]);
        Assert.Equal("Features.Embedding.255", all[^1]);
        Assert.All(all[..^256], name => Assert.StartsWith("Features.Text.", name));
    }

    private static RowsDataView Rows(int count) => new(count, [TestColumns.Id, TextColumn.Input]);

    private IDataView WithoutRowCount(int count)
    {
        var view = ml.Data.FilterRowsByColumn(Rows(count + 10), "Id", upperBound: count);
        Assert.Null(view.GetRowCount());
        return view;
    }

    private static float TextLength(HybridTextEstimator estimator, IDataView data) =>
        TensorPrimitives.Norm(Vectors(estimator, data)[0].AsSpan()[..^TextEmbeddingModel.Default.Dimension]);

    private static float[][] Vectors<T>(IEstimator<T> estimator, IDataView data) where T : class, ITransformer
    {
        var model = estimator.Fit(data);
        using (model as IDisposable)
            return [.. model.Transform(data).GetColumn<float[]>("Features")];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance);
    }
}
