using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Published networks: what their Python originals give for photographs.</summary>
public class ReferenceFeatureTests
{
    private const string Reference = "reference/images/features.json";

    /// <summary>Where no other decoder comes between: the levels are the same.</summary>
    private const float SamePixels = 0.99999f, HalfPrecision = 0.9999f;

    public static TheoryData<string> Models =>
    [
        .. Classifiers, "images/mobilenet_v2_0.35_224_fp32.onnx",
    ];

    public static TheoryData<string> ModelsWithScores => [.. Classifiers];

    private static string[] Classifiers =>
    [
        "efficientnet-lite0/onnx/model.onnx", "images/mobilenet_v2_1.0_224_int8w.onnx", "images/mobilenet_v1_0.5_160_uint8w.onnx", "images/resnet56_cifar10.onnx",
        "images/squeezenet_fp16.onnx",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void FeaturesAreTheOriginals(string file)
    {
        var expected = Expected(file);
        using var model = Open(file, new());
        foreach (var image in expected["images"]!.AsArray())
        {
            float[] features = model.EmbedFile(PathOf(image!)), first = image!["first32"].Deserialize<float[]>()!;
            Assert.Equal((int)image["dimension"]!, features.Length);
            float cosine = TensorPrimitives.CosineSimilarity<float>(first, features.AsSpan(0, first.Length));
            Assert.True(cosine >= (file.Contains("fp16") ? HalfPrecision : SamePixels), $"{(string)image["image"]!}: cosine {cosine}");
            Assert.Equal((double)image["norm"]!, TensorPrimitives.Norm<float>(features), 2e-3 * (double)image["norm"]!);
        }
    }

    [Theory]
    [MemberData(nameof(ModelsWithScores))]
    public void ScoresAreTheOriginals(string file)
    {
        var expected = Expected(file);
        using var logits = Open(file, new() { Output = ImageOutput.Logits });
        using var probabilities = Open(file, new() { Output = ImageOutput.Probabilities });
        foreach (var image in expected["images"]!.AsArray())
        {
            float[] scores = logits.EmbedFile(PathOf(image!)), shares = probabilities.EmbedFile(PathOf(image!));
            var top = image!["logits_top5"]!.AsArray();
            Assert.Equal((int)top[0]![0]!, TensorPrimitives.IndexOfMax<float>(scores));
            Assert.Equal((int)top[0]![0]!, TensorPrimitives.IndexOfMax<float>(shares));
            Assert.Equal(1, TensorPrimitives.Sum<float>(shares), 1e-4f);
            foreach (var entry in top)
                Assert.Equal((float)entry![1]!, scores[(int)entry[0]!], 0.05f);
        }
    }

    [Fact]
    public void InnerStagesAreFoundPooledAndConcatenated()
    {
        using var model = Open("efficientnet-lite0/onnx/model.onnx", new() { Layers = ["stage3", "stage4", "stage5", "stage6"] });
        Assert.Equal(40 + 80 + 112 + 192, model.Dimension);
        var stage5 = Assert.Single(model.Layers, layer => layer.Name == "stage5");
        Assert.Equal([112, 14, 14], stage5.Shape);
        Assert.InRange(model.Definition.Files[0].Content.Length, 1, 10_000_000);
    }

    [Fact]
    public void FolderOfTheHubIsRead()
    {
        using var model = ImageEmbeddingModel.FromDirectory(SharedFiles.Find("models/efficientnet-lite0"));
        var found = model.Describe();
        Assert.Equal((1280, "pixel_values", "Float", "float32"), (found.Dimension, found.InputName, found.InputType, found.Precision));
        Assert.Equal(["features"], found.Layers);
        Assert.StartsWith("shortest edge 256, bicubic, center crop 224 x 224", found.Preprocessing.ToString());
    }

    /// <summary>The shares of right answers that the network has in Python, as it was trained and with the mean and deviation that many ports of it apply.</summary>
    [Theory]
    [InlineData(true, 0.796)]
    [InlineData(false, 0.693)]
    public void ClassesAreRightAsOftenAsTheOriginals(bool isPreparedAsTrained, double original)
    {
        const double tolerance = 0.005;
        string folder = SharedFiles.Find("models/efficientnet-lite0"), pictures = SharedFiles.Find("data/multimodal/imagenet1k-gloss");
        string[][] items = [.. File.ReadLines(Path.Combine(pictures, "items.tsv")).Skip(1).Select(line => line.Split('\t'))];
        var preparation = ImagePreprocessing.FromDirectory(folder);
        if (!isPreparedAsTrained)
            preparation = preparation with { Mean = (0.485f, 0.456f, 0.406f), StandardDeviation = (0.229f, 0.224f, 0.225f) };
        using var model = ImageEmbeddingModel.FromDirectory(folder, new() { Output = ImageOutput.Logits, Preprocessing = preparation });
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable(items.Select(item => new Picture { Path = Path.Combine(pictures, item[0]) }));
        using var stage = ml.Transforms.EmbedImages("Scores", model, nameof(Picture.Path)).Fit(rows);
        int right = stage.Transform(rows).GetColumn<float[]>("Scores").Zip(items).Count(pair => TensorPrimitives.IndexOfMax<float>(pair.First) == int.Parse(pair.Second[3]));
        Assert.Equal(1000, items.Length);
        Assert.InRange((double)right / items.Length, original - tolerance, original + tolerance);
    }

    private static ImageEmbeddingModel Open(string file, ImageEmbeddingModelOptions options) => ImageEmbeddingModel.FromOnnx(SharedFiles.Find($"models/{file}"), options);

    private static JsonNode Expected(string file) => SharedFiles.Json(Reference)["models"]!.AsArray().Single(model => (string)model!["model"]! == $"models/{file}")!;

    private static string PathOf(JsonNode image) => SharedFiles.Find((string)image["image"]!);

    private sealed class Picture
    {
        public string Path { get; set; } = "";
    }
}
