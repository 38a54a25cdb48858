using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>Folders as they are on the Hub, and the vectors that the Python originals give.</summary>
public sealed class SharedModelTests : IDisposable
{
    private const string MiniLm = "models/all-MiniLM-L6-v2", Overlays = "models/all-MiniLM-L6-v2-overlays";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("dense64-mean", 64, "Dense (Identity), Normalize")]
    [InlineData("concat-cls-max-mean", 1152, "")]
    [InlineData("prompt-excluded", 64, "Normalize, Truncate (64)")]
    public void SentenceTransformersModulesGiveTheOriginalsVectors(string overlay, int dimension, string modules)
    {
        using var model = TextEmbeddingModel.FromDirectory(WithOverlay(overlay));
        Assert.Equal(dimension, model.Dimension);
        Assert.Equal(modules, string.Join(", ", model.Describe().Modules));
        var expected = SharedFiles.Json($"{Overlays}/{overlay}/expected.json");
        AssertVectors(expected, "vectors", model);
        if (expected["prompt_name_query_vectors"] is null)
            return;
        using var query = model.WithPrompt("query");
        AssertVectors(expected, "prompt_name_query_vectors", query);
    }

    [Theory]
    [InlineData("model2vec-fixtures/test-model-float32", "model2vec-fixture-float32")]
    [InlineData("model2vec-fixtures/test-model-float16", "model2vec-fixture-float16")]
    [InlineData("model2vec-fixtures/test-model-int8", "model2vec-fixture-int8")]
    [InlineData("model2vec-fixtures/test-model-vocab-quantized", "model2vec-fixture-vocab-quantized")]
    [InlineData("model2vec-bge-base-vq64", "model2vec-fixture-vocab-quantized")]
    [InlineData("wordllama-l2-256", "wordllama-l2-256")]
    public void StaticModelsGiveTheOriginalsVectors(string model, string reference)
    {
        using var encoder = TextEmbeddingModel.FromDirectory(SharedFiles.Find($"models/{model}"));
        var expected = SharedFiles.Json($"reference/{reference}.json");
        string field = expected["vectors_float32"] is null ? "vectors" : "vectors_float32";
        var texts = expected["texts"]!.AsArray();
        Assert.NotEmpty(texts);
        for (int i = 0; i < texts.Count; i++)
            Assert.True(TensorPrimitives.Distance<float>(Floats(expected[field]![i]!), encoder.Embed((string)texts[i]!)) <= 1e-5f, $"{i}: {texts[i]}");
    }

    [Fact]
    public void QuantizedGraphIsChosenAndItsVectorsDoNotDependOnTheBatch()
    {
        using var exact = TextEmbeddingModel.FromDirectory(SharedFiles.Find(MiniLm));
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find(MiniLm), new TextEmbeddingModelOptions { GraphFile = "onnx/model_quantized.onnx" });
        Assert.Equal(("float32", "int8"), (exact.Describe().Precision, model.Describe().Precision));
        Assert.NotEqual(exact.Fingerprint, model.Fingerprint);
        string[] texts = ["a", "The food was wonderful", "Card payment was declined, why?", "naïve café", "The food was awful", "one more text of like length"];
        var batch = model.Embed(texts);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.InRange(TensorPrimitives.Distance<float>(model.Embed(texts[i]), batch[i]), 0, 1e-5f);
            Assert.True(TensorPrimitives.CosineSimilarity<float>(exact.Embed(texts[i]), batch[i]) > 0.97f);
        }
    }

    [Fact]
    public void WordVectorGraphWithABareVocabularyIsRead()
    {
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/glove50-bert"));
        Assert.Equal(50, model.Dimension);
        float[] king = model.Embed("king");
        Assert.True(TensorPrimitives.CosineSimilarity<float>(king, model.Embed("queen")) > TensorPrimitives.CosineSimilarity<float>(king, model.Embed("banana")));
    }

    /// <summary>The files of the model, and those of the overlay in their place.</summary>
    private string WithOverlay(string overlay)
    {
        foreach (string layer in new[] { SharedFiles.Find($"{Overlays}/{overlay}"), SharedFiles.Find(MiniLm) })
        {
            foreach (string file in Directory.GetFiles(layer, "*", SearchOption.AllDirectories))
            {
                string target = folder[Path.GetRelativePath(layer, file)];
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                if (!File.Exists(target))
                    File.CreateSymbolicLink(target, file);
            }
        }
        return folder.Root;
    }

    private static void AssertVectors(JsonNode expected, string field, TextEmbeddingModel model)
    {
        var vectors = expected[field]!.AsArray();
        string[] texts = [.. expected["texts"]!.AsArray().Take(vectors.Count).Select(text => (string)text!)];
        var together = model.Embed(texts);
        for (int i = 0; i < texts.Length; i++)
        {
            float[] original = Floats(vectors[i]!), alone = model.Embed(texts[i]);
            Assert.True(TensorPrimitives.CosineSimilarity<float>(original, alone) >= 0.99999f, texts[i]);
            Assert.InRange(TensorPrimitives.Distance<float>(original, alone) / TensorPrimitives.Norm<float>(original), 0, 1e-5f);
            Assert.InRange(TensorPrimitives.Distance<float>(alone, together[i]) / TensorPrimitives.Norm<float>(original), 0, 1e-5f);
        }
    }

    private static float[] Floats(JsonNode values) => [.. values.AsArray().Select(value => (float)(double)value!)];
}
