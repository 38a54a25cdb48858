using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Encoders of texts and images in one space, and a bridge between two that have none in common.</summary>
public sealed class DualEncoderTests : IDisposable
{
    private static readonly string[] Colors = ["red", "green", "blue"];

    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ATextAndAnImageMeetInOneSpace(bool isOneGraph)
    {
        using var dual = DualEncoder.FromDirectory(TinyDualModel.Write(folder["model"], isOneGraph));
        Assert.Equal(TinyDualModel.Dimension, dual.Dimension);
        foreach (string color in Colors)
        {
            float[] image = dual.Images.Embed(Painted(color));
            Assert.Equal(1, TensorPrimitives.Norm<float>(image), 1e-5f);
            float[] cosines = [.. Colors.Select(name => TensorPrimitives.CosineSimilarity<float>(image, dual.Texts.Embed($"a photo of a {name} thing")))];
            Assert.Equal(color, Colors[TensorPrimitives.IndexOfMax<float>(cosines)]);
            Assert.Equal(1, TensorPrimitives.Norm<float>(dual.Texts.Embed(color)), 1e-5f);
        }
    }

    /// <summary>Each half of one graph has its own inputs alone, and the vectors of the half that is a file of its own.</summary>
    [Fact]
    public void TheHalvesOfOneGraphAreThoseOfTwo()
    {
        using var two = DualEncoder.FromDirectory(TinyDualModel.Write(folder["two"]));
        using var one = DualEncoder.FromDirectory(TinyDualModel.Write(folder["one"], isOneGraph: true));
        Assert.Equal(two.Texts.Embed("a red photo of the blue"), one.Texts.Embed("a red photo of the blue"));
        Assert.Equal(two.Images.Embed(Painted("green")), one.Images.Embed(Painted("green")));
        using var texts = TextEmbeddingModel.FromDirectory(folder["one"]);
        Assert.Equal(TinyDualModel.Dimension, texts.Dimension);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BothHalvesAreStagesOfOneZip(bool isOneGraph)
    {
        using var dual = DualEncoder.FromDirectory(TinyDualModel.Write(folder["model"], isOneGraph));
        var data = Photos();
        var pipeline = ml.Transforms.Text.EmbedText("Text", "Caption", dual.Texts)
            .Append(ml.Transforms.EmbedImages("Image", dual.Images, "File"))
            .Append(ml.Transforms.FuseEmbeddings("Features", new FuseEmbeddingsOptions { InputColumnNames = ["Text", "Image"], Combination = BlockCombination.Average }));
        using var model = pipeline.Fit(data);
        ml.Model.Save(model, data.Schema, folder["model.zip"]);
        var loaded = ml.Model.Load(folder["model.zip"], out _);
        using (loaded as IDisposable)
            Assert.Equal(model.Transform(data).GetColumn<float[]>("Features"), loaded.Transform(data).GetColumn<float[]>("Features"));
    }

    [Fact]
    public void NamesOfClassesClassifyImages()
    {
        using var dual = DualEncoder.FromDirectory(TinyDualModel.Write(folder["model"]));
        var names = ClassEmbeddings.Embed(Colors.Select(color => KeyValuePair.Create(color, color)), ["a photo of a {0} thing", "the {0} picture"], dual.Texts);
        Assert.Equal(Colors, Classified(names, ml.Transforms.EmbedImages("Features", dual.Images, "File")));
    }

    /// <summary>A space of texts and one of images that were never trained together, and a few pairs.</summary>
    [Fact]
    public void ABridgeDoesTheSameForTwoEncodersOfDifferentSpaces()
    {
        using var texts = TextEmbeddingModel.FromDirectory(TinyDualModel.Write(folder["texts"], textDimension: 5), new() { GraphFile = "text_model.onnx" });
        using var images = ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder["images"]));
        var pairs = Colors.SelectMany(color => Enumerable.Range(0, 4).Select(i => (Text: $"the {color} {(i % 2 == 0 ? "thing" : "photo of a picture")}", Image: Painted(color, i)))).ToArray();
        var bridge = EmbeddingMap.FitRidge([.. pairs.Select(pair => texts.Embed(pair.Text))], [.. pairs.Select(pair => images.Embed(pair.Image))]);
        var names = ClassEmbeddings.Embed(Colors.Select(color => KeyValuePair.Create(color, color)), ["a {0} thing"], texts).Map(bridge);
        Assert.Equal(images.Dimension, names.Dimension);
        Assert.Equal(Colors, Classified(names, ml.Transforms.EmbedImages("Features", images, "File")));
    }

    [Fact]
    public void TemplatesAreAveragedByDirection()
    {
        using var texts = TextEmbeddingModel.FromDirectory(TinyDualModel.Write(folder["model"]), new() { GraphFile = "text_model.onnx" });
        KeyValuePair<string, string>[] names = [new("1", "red"), new("2", "blue")];
        var one = ClassEmbeddings.Embed(names, ["a {0}"], texts);
        var twice = ClassEmbeddings.Embed(names, ["a {0}", "a {0}"], texts);
        var same = EmbeddingMap.FitRidge([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], [[1, 0], [0, 1], [0, 0], [0, 0]], penalty: 1e-9);
        Assert.Equal(one.Dimension, twice.Dimension);
        Assert.Equal(2, one.Map(same).Dimension);
        Assert.Contains("{0}", Assert.Throws<ArgumentException>(() => ClassEmbeddings.Embed(names, ["a thing"], texts)).Message);
        Assert.Throws<ArgumentException>(() => ClassEmbeddings.Embed(names, [], texts));
    }

    [Fact]
    public void EncodersWithoutACommonSpaceAreRefused() => Assert.Contains(
        "share no space", Assert.Throws<InvalidDataException>(() => DualEncoder.FromDirectory(TinyDualModel.Write(folder["model"], textDimension: 4))).Message);

    private string[] Classified(ClassEmbeddings names, IEstimator<ITransformer> stage)
    {
        var pipeline = stage.Append(ml.MulticlassClassification.Trainers.ZeroShot(names)).Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var scored = pipeline.Fit(Photos()).Transform(Photos());
        return [.. scored.GetColumn<string>("PredictedLabel").Take(Colors.Length)];
    }

    private IDataView Photos() => ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4 * Colors.Length).Select(i => new Photo
    {
        File = Painted(Colors[i % Colors.Length], i / Colors.Length),
        Caption = $"a {Colors[i % Colors.Length]} thing",
    }));

    private static byte[] Painted(string color, int shade = 0)
    {
        var image = new DrawnImage(12, 9);
        uint strong = (uint)(255 - 20 * shade), weak = (uint)(10 + 6 * shade);
        uint[] channels = [weak, weak, weak];
        channels[Array.IndexOf(Colors, color)] = strong;
        Array.Fill(image.Pixels, 0xFF000000 | channels[2] << 16 | channels[1] << 8 | channels[0]);
        return image.Png();
    }

    private sealed class Photo
    {
        public byte[] File { get; set; } = [];

        public string Caption { get; set; } = "";
    }
}
