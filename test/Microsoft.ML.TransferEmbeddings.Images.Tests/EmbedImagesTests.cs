using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>The stage as a user writes it: three kinds of column, and images that can't be used.</summary>
public sealed class EmbedImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly ImageEmbeddingModel model;

    public EmbedImagesTests() => model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder["model"]));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void PathsBytesAndImagesGiveTheModelsVectors()
    {
        byte[] png = new DrawnImage(11, 9).Png();
        File.WriteAllBytes(folder["a.png"], png);
        using var image = MLImage.CreateFromFile(folder["a.png"]);
        float[] expected = model.EmbedFile(folder["a.png"]);
        Assert.Equal(expected, model.Embed(png));
        Assert.Equal(expected, model.Embed(image));
        Assert.Equal([expected], Vectors("Path", [new PathRow { Path = folder["a.png"] }]));
        Assert.Equal([expected], Vectors("Bytes", [new BytesRow { Bytes = png }]));
        var loaded = ml.Transforms.LoadImages("Image", folder.Root, nameof(PathRow.Path)).Append(ml.Transforms.EmbedImages("Features", model, "Image"));
        var rows = ml.Data.LoadFromEnumerable([new PathRow { Path = "a.png" }]);
        Assert.Equal([expected], Read(loaded.Fit(rows).Transform(rows)));
    }

    /// <summary>Trainers pass over the rows many times, and the images are the user's for longer than that.</summary>
    [Fact]
    public void ImagesInMemoryStayTheUsers()
    {
        ImageRow[] rows = [.. Enumerable.Range(0, 200).Select(seed => new ImageRow { Image = Decoded(seed) })];
        var data = ml.Data.LoadFromEnumerable(rows);
        using var stage = ml.Transforms.EmbedImages("Features", model, nameof(ImageRow.Image)).Fit(data);
        var transformed = stage.Transform(data);
        float[][] first = Read(transformed);
        Assert.Equal(first, Read(transformed));
        using (var abandoned = transformed.GetRowCursor(transformed.Schema))
            Assert.True(abandoned.MoveNext());
        Assert.Equal(first, Read(transformed));
        Assert.All(rows, row => Assert.Equal(8, row.Image.Width));
    }

    [Theory]
    [InlineData(InvalidInputHandling.Throw)]
    [InlineData(InvalidInputHandling.ZeroVector)]
    public void DisposedImageIsABadOne(InvalidInputHandling onBadImage)
    {
        var disposed = Decoded(seed: 1);
        disposed.Dispose();
        var data = ml.Data.LoadFromEnumerable([new ImageRow { Image = disposed }]);
        using var stage = ml.Transforms.EmbedImages("Features", new() { Model = model, InputColumnName = nameof(ImageRow.Image), InvalidInputs = onBadImage }).Fit(data);
        if (onBadImage == InvalidInputHandling.ZeroVector)
            Assert.Equal([new float[model.Dimension]], Read(stage.Transform(data)));
        else
            Assert.Contains("disposed", Assert.Throws<ImageLoadException>(() => Read(stage.Transform(data))).Message);
        Assert.Equal(ImageProblem.Missing, Assert.Throws<ImageLoadException>(() => model.Embed(disposed)).Problem);
    }

    [Fact]
    public void BadImageEndsTheRunByName()
    {
        var error = Assert.Throws<ImageLoadException>(() => Vectors("Path", [new PathRow { Path = Good() }, new PathRow { Path = folder["missing.png"] }]));
        Assert.Equal(ImageProblem.Missing, error.Problem);
        Assert.Contains($"'{folder["missing.png"]}'", error.Message);
        Assert.Contains("InvalidInputHandling", error.Message);
        Assert.Equal(ImageProblem.Empty, Assert.Throws<ImageLoadException>(() => Vectors("Bytes", [new BytesRow { Bytes = [] }])).Problem);
    }

    [Theory]
    [InlineData(InvalidInputHandling.ZeroVector)]
    [InlineData(InvalidInputHandling.MissingVector)]
    public void BadImagesAreReplacedCountedAndReported(InvalidInputHandling onBadImage)
    {
        File.WriteAllText(folder["text.jpg"], "no image");
        var messages = new List<string>();
        ml.Log += (_, log) =>
        {
            lock (messages)
                messages.Add(log.Message);
        };
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(row => new PathRow { Path = row % 4 == 1 ? folder["text.jpg"] : Good() }));
        using var stage = ml.Transforms.EmbedImages("Features", new() { Model = model, InputColumnName = nameof(PathRow.Path), InvalidInputs = onBadImage }).Fit(rows);
        float[][] vectors = Read(stage.Transform(rows));
        float[] replacement = [.. Enumerable.Repeat(onBadImage == InvalidInputHandling.ZeroVector ? 0 : float.NaN, model.Dimension)], good = model.EmbedFile(Good());
        for (int row = 0; row < vectors.Length; row++)
            Assert.Equal(row % 4 == 1 ? replacement : good, vectors[row]);
        Assert.Equal(10, stage.InvalidInputs);
        string[] reported = [.. messages.Where(message => message.Contains(folder["text.jpg"]))];
        Assert.Equal(5, reported.Length);
        Assert.All(reported, message => Assert.Contains("Column 'Path'", message));
    }

    /// <summary>What could not be read yet is no vector to keep.</summary>
    [Fact]
    public void AnImageThatComesLaterGetsItsVector()
    {
        using var cache = EmbeddingCache.InMemory();
        var ml = new MLContext(seed: 1).UseEmbeddingOptions(new() { Cache = cache });
        string path = folder["later.png"];
        var data = ml.Data.LoadFromEnumerable([new PathRow { Path = path }, new PathRow { Path = path }]);
        using var stage = ml.Transforms.EmbedImages("Features", new EmbedImagesOptions { Model = model, InputColumnName = nameof(PathRow.Path), InvalidInputs = InvalidInputHandling.ZeroVector }).Fit(data);
        Assert.All(stage.Transform(data).GetColumn<float[]>("Features"), vector => Assert.All(vector, value => Assert.Equal(0, value)));
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.All(stage.Transform(data).GetColumn<float[]>("Features"), vector => Assert.All(vector, value => Assert.Equal(0, value)));
        Assert.Equal((4, 0L), (stage.InvalidInputs, cache.Statistics.Count));
        File.WriteAllBytes(path, new DrawnImage(40, 30).Png());
        Assert.All(stage.Transform(data).GetColumn<float[]>("Features"), vector => Assert.Contains(vector, value => value != 0));
        Assert.Equal((4, 1L), (stage.InvalidInputs, cache.Statistics.Count));
    }

    [Fact]
    public void MissingVectorsCanBeFilteredOut()
    {
        var rows = ml.Data.LoadFromEnumerable([new PathRow { Path = Good() }, new PathRow { Path = "" }, new PathRow { Path = Good() }]);
        using var stage = ml.Transforms.EmbedImages("Features", new() { Model = model, InputColumnName = nameof(PathRow.Path), InvalidInputs = InvalidInputHandling.MissingVector }).Fit(rows);
        Assert.Equal(2, Read(ml.Data.FilterRowsByMissingValues(stage.Transform(rows), "Features")).Length);
    }

    [Fact]
    public void WhatHappensToBadImagesIsSaved()
    {
        var rows = ml.Data.LoadFromEnumerable([new PathRow { Path = "" }]);
        using (var stage = ml.Transforms.EmbedImages("Features", new() { Model = model, InputColumnName = nameof(PathRow.Path), InvalidInputs = InvalidInputHandling.ZeroVector }).Fit(rows))
            ml.Model.Save(stage, rows.Schema, folder["model.zip"]);
        var loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        Assert.Equal(new float[model.Dimension], Read(loaded.Transform(rows))[0]);
        ((IDisposable)loaded).Dispose();
    }

    [Fact]
    public void PredictionEngineTakesAPath()
    {
        var rows = ml.Data.LoadFromEnumerable<PathRow>([]);
        using var engine = ml.Model.CreatePredictionEngine<PathRow, Vector>(ml.Transforms.EmbedImages("Features", model, nameof(PathRow.Path)).Fit(rows));
        Assert.Equal(model.EmbedFile(Good()), engine.Predict(new PathRow { Path = Good() }).Features);
        Assert.Throws<ImageLoadException>(() => engine.Predict(new PathRow { Path = "nothing.png" }));
        Assert.Equal(model.EmbedFile(Good()), engine.Predict(new PathRow { Path = Good() }).Features);
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        Assert.Throws<ArgumentNullException>("model", () => ml.Transforms.EmbedImages("Features", null!, "Path"));
        Assert.Throws<ArgumentException>("inputColumnName", () => ml.Transforms.EmbedImages("Features", model, ""));
        Assert.Throws<ArgumentOutOfRangeException>("InvalidInputs", () => ml.Transforms.EmbedImages("Features", new() { Model = model, InvalidInputs = (InvalidInputHandling)9 }));
        var numbers = ml.Data.LoadFromEnumerable([new Vector { Features = [1, 2] }]);
        Assert.Contains("Image, Text", Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.EmbedImages("Out", model, "Features").Fit(numbers)).Message);
    }

    private static MLImage Decoded(int seed)
    {
        var drawn = new DrawnImage(8, 8, seed);
        return MLImage.CreateFromPixels(drawn.Width, drawn.Height, MLPixelFormat.Rgba32, System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(drawn.Pixels));
    }

    private string Good()
    {
        if (!File.Exists(folder["good.png"]))
            File.WriteAllBytes(folder["good.png"], new DrawnImage(8, 8).Png());
        return folder["good.png"];
    }

    private float[][] Vectors<TRow>(string column, TRow[] rows)
        where TRow : class
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        using var stage = ml.Transforms.EmbedImages("Features", model, column).Fit(data);
        return Read(stage.Transform(data));
    }

    private static float[][] Read(IDataView data) => [.. data.GetColumn<float[]>("Features")];

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }

    private sealed class BytesRow
    {
        public byte[] Bytes { get; set; } = [];
    }

    private sealed class ImageRow
    {
        [ImageType(8, 8)]
        public MLImage Image { get; set; } = null!;
    }

    private sealed class Vector
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
