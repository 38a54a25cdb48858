using System.Diagnostics;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Files;

/// <summary>What stands in the place of a model's file.</summary>
public sealed class ContentFileTests : IDisposable
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("onnx/model.onnx_data")]
    [InlineData("onnx/tokenizer.json")]
    [InlineData("onnx/config.json")]
    [InlineData("static/model.safetensors")]
    [InlineData("static/tokenizer.json")]
    [InlineData("words.vec")]
    public void APointerOfGitLfsIsCalledThat(string file)
    {
        Write();
        File.WriteAllText(folder[file], Pointer);
        var error = Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.All([Path.GetFileName(file), "Git LFS", "git lfs pull"], part => Assert.Contains(part, error.Message));
    }

    [Fact]
    public void ATokenizerByItselfToo()
    {
        File.WriteAllText(folder["tokenizer.json"], Pointer);
        Assert.Contains("git lfs pull", Assert.Throws<InvalidDataException>(() => HuggingFaceTokenizer.FromFile(folder["tokenizer.json"])).Message);
        Assert.Contains("git lfs pull", Assert.Throws<InvalidDataException>(() => HuggingFaceTokenizer.FromDirectory(folder.Root)).Message);
    }

    /// <summary>To open one would be to wait for somebody to write into it.</summary>
    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("onnx/tokenizer.json")]
    [InlineData("onnx/config.json")]
    [InlineData("static/model.safetensors")]
    [InlineData("words.vec")]
    public async Task APipeIsRefusedAndNotOpened(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs mkfifo");
        Write();
        foreach (bool isLink in new[] { false, true })
        {
            File.Delete(folder[file]);
            string pipe = isLink ? folder["pipe"] : folder[file];
            using (var process = Process.Start("mkfifo", [pipe]))
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (isLink)
                File.CreateSymbolicLink(folder[file], pipe);
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => Task.Run(() => Read(file)).WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.All([Path.GetFileName(file), "pipe"], part => Assert.Contains(part, error.Message));
        }
    }

    [Fact]
    public void ALinkToAFileIsAFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        Write();
        File.Move(folder["onnx/model.onnx"], folder["blob"]);
        File.CreateSymbolicLink(folder["onnx/model.onnx"], "../blob");
        Read("onnx/model.onnx");
    }

    [Fact]
    public void ANulInAPathIsAnErrorOfTheArgument()
    {
        const string path = "mod\0el";
        Assert.All(
            [
                () => TextEmbeddingModel.FromDirectory(path), () => TextEmbeddingModel.FromOnnx(path, "vocab.txt"), () => TextEmbeddingModel.FromOnnx("model.onnx", path),
                () => HuggingFaceTokenizer.FromFile(path), () => HuggingFaceTokenizer.FromDirectory(path), () => WordVectors.Load(path), () => ModelFile.FromFile(path),
                () => new TextEmbeddingModelOptions { GraphFile = path }, () => TextEmbeddingModel.Default.SaveToDirectory(path),
            ],
            (Action read) =>
            {
                var error = Assert.Throws<ArgumentException>(read);
                Assert.Contains("NUL", error.Message);
                Assert.DoesNotContain('\0', error.Message);
                Assert.NotNull(error.ParamName);
            });
    }

    [Fact]
    public void ANulInAPathOfTheFolderIsDamage()
    {
        Write();
        TinyModules.WriteEncoder(folder["onnx"], "Transformer", "en\0coder");
        Assert.Contains("NUL", Assert.Throws<InvalidDataException>(() => Read("onnx/model.onnx")).Message);
    }

    private void Write()
    {
        TinyOnnxModel.Write(folder["onnx"], weightsFile: "model.onnx_data");
        File.WriteAllText(folder["onnx/tokenizer.json"], TinyVocabulary.TokenizerJson().ToJsonString());
        File.WriteAllText(folder["onnx/config.json"], "{}");
        TinyStaticModel.Write(folder["static"]);
        File.WriteAllText(folder["words.vec"], "1 2\nthe 1 2\n");
    }

    private void Read(string file)
    {
        if (file == "words.vec")
            WordVectors.Load(folder[file]);
        else
            TextEmbeddingModel.FromDirectory(folder[Path.GetDirectoryName(file)!]).Dispose();
    }
}
