using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>What a program that loads a zip costs, and what it says when it was published without a file, each in a process of its own.</summary>
public sealed class OwnProcessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("default", "--rounds", 60)]
    [InlineData("onnx", "--rounds", 60)]
    [InlineData("default", "--engines", 1_000)]
    [InlineData("onnx", "--engines", 200)]
    public void RoundsOfUseAndDisposalKeepMemoryFlat(string kind, string ofWhat, int rounds)
    {
        const int allowedMegabytes = 50;
        var texts = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        // Five megabytes of weights: a round that keeps them shows.
        using (var embedder = kind == "default" ? TextEmbeddingModel.Default : TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"], vocabularySize: 100_000)))
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Input", embedder).Fit(texts))
            ml.Model.Save(stage, texts.Schema, folder["model.zip"]);

        int grown = int.Parse(FreshProcess.Run(ofWhat, folder["model.zip"], rounds.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        Assert.True(grown <= allowedMegabytes, $"{rounds} rounds grew memory by {grown} MB");
    }

    /// <summary>A program that was published without the native library: one clear error, and static encoders work.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AMissingNativeLibraryIsNamed(bool isNetwork)
    {
        var texts = ml.Data.LoadFromEnumerable([new { Input = "the good text" }]);
        using (var embedder = isNetwork ? TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"])) : TextEmbeddingModel.Default)
        using (var stage = ml.Transforms.Text.EmbedText("Features", "Input", embedder).Fit(texts))
            ml.Model.Save(stage, texts.Schema, folder["model.zip"]);
        CopyProgramWithoutOnnxRuntime(folder["program"]);
        using var process = FreshProcess.StartSample(Path.Combine(folder["program"], "FreshProcess.dll"), "--engines", folder["model.zip"], "1");
        if (!isNetwork)
        {
            process.WaitForSuccess();
            return;
        }
        string error = process.WaitForFailure();
        Assert.Contains("System.InvalidOperationException: ONNX Runtime's native library is missing", error);
        Assert.Contains("Publish the program with the files of Microsoft.ML.OnnxRuntime", error);
    }

    private static void CopyProgramWithoutOnnxRuntime(string target)
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(AppContext.BaseDirectory, file);
            bool isNeeded = relative.EndsWith(".dll", StringComparison.Ordinal) || relative.EndsWith(".json", StringComparison.Ordinal) || relative.StartsWith("runtimes", StringComparison.Ordinal);
            if (!isNeeded || Path.GetFileName(relative).StartsWith("libonnxruntime", StringComparison.Ordinal) || Path.GetFileName(relative) == "onnxruntime.dll")
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, relative))!);
            File.Copy(file, Path.Combine(target, relative));
        }
    }
}
