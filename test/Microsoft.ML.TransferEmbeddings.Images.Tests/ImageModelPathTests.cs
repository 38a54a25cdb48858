using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Which files make a model, and what is said of a path that leads to something else.</summary>
public sealed class ImageModelPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FileInPlaceOfAFolderIsToldSo()
    {
        new TinyVisionModel().Write(folder["model"]);
        string file = folder["model/model.onnx"];
        foreach (Func<object> read in new Func<object>[] { () => ImageEmbeddingModel.FromDirectory(file), () => ImagePreprocessing.FromDirectory(file) })
            Assert.Contains($"'{file}' is a file", Assert.Throws<DirectoryNotFoundException>(read).Message);
        foreach (Func<object> read in new Func<object>[] { () => ImageEmbeddingModel.FromOnnx(folder["model"]), () => ImagePreprocessing.FromFile(folder["model"]) })
            Assert.Contains($"'{folder["model"]}' is a folder", Assert.Throws<FileNotFoundException>(read).Message);
    }

    /// <summary>A preparation of its own beside a graph counts, however the graph is found.</summary>
    [Fact]
    public void PreparationBesideTheGraphCounts()
    {
        new TinyVisionModel().Write(folder["model"]);
        File.Move(folder["model/model.onnx"], folder["model/other.onnx"]);
        File.Move(folder["model/preprocessor_config.json"], folder["model/other.preprocessor_config.json"]);
        using var byFile = ImageEmbeddingModel.FromOnnx(folder["model/other.onnx"]);
        using var chosen = ImageEmbeddingModel.FromDirectory(folder["model"], new() { GraphFile = "other.onnx" });
        using var found = ImageEmbeddingModel.FromDirectory(folder["model"]);
        Assert.Equal(byFile.Fingerprint, chosen.Fingerprint);
        Assert.Equal(byFile.Fingerprint, found.Fingerprint);
    }

    [Fact]
    public void SeveralGraphsAreNoMatterOfTexts()
    {
        new TinyVisionModel().Write(folder["model"]);
        File.Copy(folder["model/model.onnx"], folder["model/one.onnx"]);
        File.Move(folder["model/model.onnx"], folder["model/two.onnx"]);
        string message = Assert.Throws<NotSupportedException>(() => ImageEmbeddingModel.FromDirectory(folder["model"])).Message;
        Assert.Contains("GraphFile", message);
        Assert.DoesNotContain("Text", message);
    }

    [Fact]
    public void DisposedModelSaysSo()
    {
        new TinyVisionModel().Write(folder["model"]);
        var model = ImageEmbeddingModel.FromDirectory(folder["model"]);
        model.Dispose();
        string message = Assert.Throws<ObjectDisposedException>(() => model.EmbedFile("photo.jpg")).Message;
        Assert.Contains(nameof(ImageEmbeddingModel), message);
        Assert.DoesNotContain("ngine", message);
    }
}
