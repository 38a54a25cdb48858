
namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>The package for Microsoft.Extensions.AI as a user gets it.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class AIPackageTests(PackedLibrary library)
{
    private const string Package = "Microsoft.ML.TransferEmbeddings.AI";

    private const string Program = """
        using Microsoft.Extensions.AI;
        using Microsoft.ML.TransferEmbeddings;

        using var generator = TextEmbeddingModel.Default.AsEmbeddingGenerator();
        var vector = await generator.GenerateVectorAsync("food");
        Console.WriteLine(vector.Span.SequenceEqual(TextEmbeddingModel.Default.Embed("food")));

        """;

    [Fact]
    public async Task AProgramThatOnlyReferencesThePackageHasAGenerator()
    {
        string program = await library.BuildProgramAsync("Generating", Program, Package);
        Assert.Equal("True", (await DotNet.RunAsync(Path.GetDirectoryName(program)!, program)).Trim());
    }

    [Fact]
    public void ThePackageHoldsWhatAUserNeedsAndNothingElse()
    {
        Assert.Equal(
            ["LICENSE", $"{Package}.nuspec", "README.md", "[Content_Types].xml", $"lib/net10.0/{Package}.dll", $"lib/net10.0/{Package}.xml"],
            PackedPackage.Files(library.AIPackageFile));
    }

    /// <summary>Of the framework abstractions alone, as an application chooses the rest; of ML.NET, ONNX Runtime and SQLite what the core takes.</summary>
    [Fact]
    public void ThePackageNeedsNoMoreThanItShould()
    {
        var dependencies = PackedPackage.Dependencies(library.AIPackageFile);
        Assert.Equal(
            [
                "Microsoft.Data.Sqlite",
                "Microsoft.Extensions.AI.Abstractions",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.ML",
                "Microsoft.ML.OnnxRuntime",
                "Microsoft.ML.TransferEmbeddings",
                "Polly.Core",
                "System.ClientModel",
                "System.Numerics.Tensors",
                "System.Threading.RateLimiting",
            ],
            dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("[5.0.1, 7.0.0)", dependencies["Microsoft.ML"]);
    }
}
