using System.Buffers;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Tokenization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Vectors and ids against those of the Python originals.</summary>
public class ReferenceVectorTests
{
    private const string MiniLm = "models/all-MiniLM-L6-v2", MiniLmReference = "reference/all-MiniLM-L6-v2.json";

    [Fact]
    public void SentenceTransformerGivesTheOriginalsVectors()
    {
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find(MiniLm));
        var items = SharedFiles.Json(MiniLmReference)["items"]!.AsArray();
        Assert.Equal(188, items.Count);
        foreach (var item in items)
        {
            string text = (string)item!["text"]!;
            float[] expected = Floats(item["vector"]!), actual = model.Embed(text);
            Assert.True(TensorPrimitives.CosineSimilarity(expected, actual) >= 0.999999f, text);
            Assert.True(LargestDifference(expected, actual) <= 1e-5, text);
        }
    }

    [Fact]
    public void SentenceTransformerTokenizesAsTheOriginal()
    {
        string file = SharedFiles.Find($"{MiniLm}/tokenizer.json");
        var tokenizer = TokenizerJson.Load(File.ReadAllBytes(file), file);
        int compared = 0;
        foreach (var item in SharedFiles.Json(MiniLmReference)["items"]!.AsArray())
        {
            if (item!["ids"] is not JsonArray expected)
                continue;
            var ids = new ArrayBufferWriter<int>();
            tokenizer.Encode((string)item["text"]!, ids, 256);
            Assert.Equal(expected.Select(id => (int)id!), ids.WrittenSpan.ToArray());
            compared++;
        }
        Assert.True(compared > 100, $"only {compared} texts have ids");
    }

    [Theory]
    [InlineData("mean", "mean")]
    [InlineData("cls", "cls")]
    [InlineData("max", "max")]
    [InlineData("mean_sqrt_len_tokens", "meanSqrtLen")]
    [InlineData("lasttoken", "lastToken")]
    public void PoolingsGiveTheOriginalsVectors(string name, string field)
    {
        var pooling = TextPooling.Parse(name);
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find(MiniLm), new TextEmbeddingModelOptions { Pooling = pooling, Normalize = false });
        var reference = SharedFiles.Json(MiniLmReference);
        foreach (var item in reference["pooling"]!.AsArray())
        {
            string text = (string)reference["items"]![(int)item!["index"]!]!["text"]!;
            Assert.InRange(LargestDifference(Floats(item[field]!), model.Embed(text)), 0, 1e-5);
        }
    }

    [Fact]
    public void StaticModelGivesTheOriginalsVectors() =>
        AssertStaticVectors(TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/minilm-static-256")), SharedFiles.Json("models/minilm-static-256/expected.json"));

    private static void AssertStaticVectors(TextEmbeddingModel model, JsonNode expected)
    {
        var texts = expected["texts"]!.AsArray();
        Assert.NotEmpty(texts);
        for (int i = 0; i < texts.Count; i++)
            Assert.InRange(LargestDifference(Floats(expected["vectors"]![i]!), model.Embed((string)texts[i]!)), 0, 1e-6);
    }

    private static float[] Floats(JsonNode values) => [.. values.AsArray().Select(value => (float)(double)value!)];

    private static float LargestDifference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var difference = new float[expected.Length];
        TensorPrimitives.Subtract(expected, actual, difference);
        return TensorPrimitives.MaxMagnitude(difference) is var largest ? Math.Abs(largest) : 0;
    }
}
