namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>The package for fine-tuning as a user gets it.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class TorchSharpPackageTests(PackedLibrary library)
{
    private const string Package = "Microsoft.ML.TransferEmbeddings.TorchSharp";

    private const string Program = """
        using Microsoft.ML.TransferEmbeddings;

        using var encoder = TextEmbeddingModel.FromDirectory(args[0]);
        try
        {
            _ = FineTuner.TrainableGroups(encoder);
        }
        catch (DllNotFoundException e)
        {
            Console.WriteLine(e.Message);
        }

        """;

    /// <summary>With it there, the tests of the package itself run.</summary>
    [Fact]
    public async Task AProgramWithoutThePlatformsPackageIsToldWhichOneItNeeds()
    {
        string model = SharedFiles.Find("models/all-MiniLM-L6-v2"), program = await library.BuildProgramAsync("Tuning", Program, Package);
        Assert.Contains("Add the package libtorch-cpu-", await DotNet.RunAsync(Path.GetDirectoryName(program)!, program, model));
    }

    [Fact]
    public void ThePackageHoldsWhatAUserNeedsAndNothingElse() => Assert.Equal(
        ["LICENSE", $"{Package}.nuspec", "README.md", "[Content_Types].xml", $"lib/net10.0/{Package}.dll", $"lib/net10.0/{Package}.xml"],
        PackedPackage.Files(library.FileOf(Package)));

    /// <summary>No native library of PyTorch, which is the user's choice; of ML.NET, ONNX Runtime and SQLite what the core takes.</summary>
    [Fact]
    public void ThePackageNeedsNoMoreThanItShould()
    {
        var dependencies = PackedPackage.Dependencies(library.FileOf(Package));
        Assert.Equal(
            [
                "BitMiracle.LibTiff.NET", "Google.Protobuf", "Microsoft.Data.Sqlite", "Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.TransferEmbeddings",
                "Microsoft.ML.TransferEmbeddings.Images", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies", "System.Numerics.Tensors", "TorchSharp",
            ],
            dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("[6.0.0, 7.0.0)", dependencies["Microsoft.ML"]);
    }
}
