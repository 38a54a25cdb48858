using Microsoft.ML.TransferEmbeddings.Tests.Evaluation;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images.Layers;

/// <summary>From labeled images to a model of the layers that suit them.</summary>
public sealed class LayerSelectionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(1);
    private readonly ImageEmbeddingModel model;

    public LayerSelectionTests() => model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder["model"]));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void ModelWithOtherLayersIsTheModelOfThoseLayers()
    {
        using var expected = ImageEmbeddingModel.FromDirectory(folder["model"], new() { Layers = ["map", "first"] });
        using var actual = model.WithLayers("map", "first");
        Assert.Equal(expected.Fingerprint, actual.Fingerprint);
        byte[] image = new DrawnImage(9, 7).Png();
        Assert.Equal(expected.Embed(image), actual.Embed(image));
        // The whole network is still there.
        using var back = actual.WithLayers(model.Describe().Layers);
        Assert.Equal(model.Fingerprint, back.Fingerprint);
        Assert.Equal(model.Layers.Select(layer => layer.Name), actual.Layers.Select(layer => layer.Name));
    }

    /// <summary>What a layer is worth does not depend on which others are compared: a model's vectors of length 1 are those of the layers that were chosen.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LayersAreComparedAsTheModelWouldGiveThem(bool normalize)
    {
        using var asked = ImageEmbeddingModel.FromDirectory(folder["model"], new() { Normalize = normalize });
        var (alone, beside) = (Tried(["first"]), Tried(["first", "map"]));
        Assert.Equal(alone["first"], beside["first"], 1e-6);
        using var plain = ImageEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(!normalize, Math.Abs(alone["first"] - ml.Transforms.SelectImageLayers(Binary(40), "Image", plain, new() { Candidates = ["first"] }).Tried[0].Error) < 1e-9);

        Dictionary<string, double> Tried(string[] candidates) =>
            ml.Transforms.SelectImageLayers(Binary(40), "Image", asked, new() { Candidates = candidates }).Tried.ToDictionary(trial => string.Join('+', trial.Layers), trial => trial.Error);
    }

    [Fact]
    public void LayersThatAreNoneAreRefused()
    {
        Assert.Contains("'lost'", Assert.Throws<ArgumentException>(() => model.WithLayers("lost")).Message);
        Assert.Throws<ArgumentException>(() => model.WithLayers("map", "map"));
        Assert.Throws<ArgumentException>(() => model.WithLayers());
        Assert.Throws<ArgumentException>(() => ml.Transforms.SelectImageLayers(Binary(40), "Image", model, new() { Candidates = ["lost"] }));
        Assert.Throws<ArgumentException>(() => ml.Transforms.SelectImageLayers(Binary(40), "Image", model, new() { Candidates = [] }));
    }

    [Fact]
    public void LabelsAreBooleansOrKeys()
    {
        var rows = Binary(60);
        var keys = ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(ml.Transforms.Conversion.ConvertType("Number", "Label")).Fit(rows).Transform(rows);
        var binary = ml.Transforms.SelectImageLayers(rows, "Image", model);
        var multiclass = ml.Transforms.SelectImageLayers(keys, "Image", model, new() { LabelColumnName = "Key" });
        Assert.Equal(binary.Layers, multiclass.Layers);
        Assert.NotEmpty(binary.Layers);
        Assert.All(binary.Layers, layer => Assert.Contains(layer, model.Layers.Select(known => known.Name)));
        Assert.EndsWith($"  {string.Join(" + ", binary.Tried.MinBy(trial => trial.Error)!.Layers)}", binary.ToString().Split('\n')[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.SelectImageLayers(keys, "Image", model, new() { LabelColumnName = "Number" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.SelectImageLayers(keys, "Image", model, new() { LabelColumnName = "Lost" }));
    }

    /// <summary>The errors that an earlier version found, with all rows and with a sample of them.</summary>
    [Theory]
    [InlineData(40, 3, 0.49018755433177486)]
    [InlineData(2_500, 0, 0.3670187604772984)]
    public void ErrorsAreAsBefore(int count, int period, double expected)
    {
        byte[][] images = [.. Enumerable.Range(0, Math.Min(count, 40)).Select(i => new DrawnImage(9, 7, seed: i).Png())];
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => period > 0
            ? new Labeled { Image = images[i], Label = i % period == 0 }
            : new Labeled { Image = images[i * 7 % 11 % 8], Label = i >= 1_900 }));
        var told = new List<ImageLayerTrial>();
        var selection = ml.Transforms.SelectImageLayers(rows, "Image", model, new() { Progress = new CallingProgress<ImageLayerTrial>(told.Add) });
        Assert.Equal(["map"], selection.Layers);
        Assert.Equal(expected, Assert.Single(selection.Tried).Error, 1e-6);
        Assert.Equal(selection.Tried.Select(trial => trial.Error), told.Select(trial => trial.Error));
    }

    /// <summary>Files are often sorted by class; of many rows each class has its share.</summary>
    [Fact]
    public void RowsMayBeSortedByClass()
    {
        byte[][] images = [.. Enumerable.Range(0, 8).Select(i => new DrawnImage(9, 7, seed: i).Png())];
        var sorted = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5_000).Select(i => new Labeled { Image = images[i % 8], Label = i >= 4_000 }));
        Assert.NotEmpty(ml.Transforms.SelectImageLayers(sorted, "Image", model).Layers);
    }

    [Fact]
    public void RowsOfOneClassAreRefused()
    {
        var oneClass = ml.Data.FilterByCustomPredicate<Labeled>(Binary(40), row => row.Label);
        var error = Assert.Throws<InvalidOperationException>(() => ml.Transforms.SelectImageLayers(oneClass, "Image", model));
        Assert.Contains("'Label' has 1 classes", error.Message);
    }

    /// <summary>Pictures whose label says nothing of them.</summary>
    private IDataView Binary(int count) => ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Labeled { Image = new DrawnImage(9, 7, seed: i).Png(), Label = i % 2 == 0 }));

    private sealed class Labeled
    {
        public byte[] Image { get; set; } = [];

        public bool Label { get; set; }
    }
}
