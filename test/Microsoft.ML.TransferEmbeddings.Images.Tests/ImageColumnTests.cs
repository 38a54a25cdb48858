using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>A zip that was trained on paths serves the images of a production: uploaded bytes, or pictures that ML.NET loaded.</summary>
public sealed class ImageColumnTests : IDisposable
{
    private const int Count = 40;

    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly float[][] expected;

    public ImageColumnTests()
    {
        using var model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder["network"]));
        var paths = new RowsDataView(Count, [TinyImageColumns.Paths(folder)]);
        using var stage = ml.Transforms.EmbedImages("Features", model, "Input").Fit(paths);
        ml.Model.Save(stage, paths.Schema, folder["paths.zip"]);
        expected = Read(stage.Transform(paths));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void BytesHaveTheVectorsOfTheirPathsInAFreshProcess() =>
        Assert.Equal([.. expected, .. expected], RunFresh(folder["paths.zip"], new RowsDataView(Count, [TinyImageColumns.Encoded])));

    /// <summary>The same loaded stage after ML.NET's own loader: one zip with both.</summary>
    [Fact]
    public void ImagesHaveTheVectorsOfThemselvesInAFreshProcess()
    {
        var paths = new RowsDataView(Count, [TinyImageColumns.Paths(folder)]);
        var load = ml.Transforms.LoadImages("Input", imageFolder: "", "Input").Fit(paths);
        using var trainedOnPaths = (EmbeddingTransformer)ml.Model.Load(folder["paths.zip"], out _);
        var chain = new TransformerChain<ITransformer>(load, trainedOnPaths);
        ml.Model.Save(chain, paths.Schema, folder["images.zip"]);
        // What ML.NET decodes has no orientation and no colors below transparent pixels, as a stage that is fitted on images sees it.
        using var network = ImageEmbeddingModel.FromDirectory(folder["network"]);
        using var fittedOnImages = ml.Transforms.EmbedImages("Features", network, "Input").Fit(load.Transform(paths));
        float[][] images = Read(fittedOnImages.Transform(load.Transform(paths)));
        Assert.Equal([.. images, .. images], RunFresh(folder["images.zip"], paths));
        Assert.Equal(trainedOnPaths.Fingerprint, fittedOnImages.Fingerprint);
    }

    [Fact]
    public void PathsAndBytesAreTwoColumnsOfOnePass()
    {
        using var model = ImageEmbeddingModel.FromDirectory(folder["network"]);
        var data = new RowsDataView(Count, [TinyImageColumns.Paths(folder), .. Renamed()]);
        using var stage = ml.Transforms.EmbedImages([new("A", "Input"), new("B", "Bytes")], new() { Model = model }).Fit(data);
        var view = stage.Transform(data);
        Assert.Equal(expected, view.GetColumn<float[]>("A"));
        Assert.Equal(expected, view.GetColumn<float[]>("B"));

        static IEnumerable<TestColumn> Renamed() =>
            [new TestColumn<VBuffer<byte>>("Bytes", new VectorDataViewType(NumberDataViewType.Byte), (int row, ref VBuffer<byte> value) => value = new(TinyImageColumns.FileOf(row).Length, TinyImageColumns.FileOf(row)))];
    }

    private float[][] RunFresh(string zip, IDataView rows)
    {
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(rows, stream);
        FreshProcess.Run(zip, folder["rows.idv"], folder["vectors"]);
        return [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray().Chunk(expected[0].Length)];
    }

    private static float[][] Read(IDataView data) => [.. data.GetColumn<float[]>("Features")];
}
