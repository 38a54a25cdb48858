using Microsoft.ML.TransferEmbeddings.Tests.Images;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>The package for images as a user gets it.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class ImagesPackageTests(PackedLibrary library)
{
    private const string Package = "Microsoft.ML.TransferEmbeddings.Images";

    private const string Classes = """
        internal sealed class Picture
        {
            public string Path { get; set; } = "";
        }

        internal sealed class Embedded
        {
            public float[] Features { get; set; } = [];
        }
        """;

    private const string SavingProgram = """
        using Microsoft.ML;
        using Microsoft.ML.TransferEmbeddings;

        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable<Picture>([]);
        var model = ml.Transforms.EmbedImages("Features", ImageEmbeddingModel.FromDirectory(args[1]), "Path").Fit(rows);
        ml.Model.Save(model, rows.Schema, args[0]);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Embedded>(model);
        Console.WriteLine(string.Join(' ', engine.Predict(new Picture { Path = args[2] }).Features.Select(BitConverter.SingleToInt32Bits)));

        """;

    private const string LoadingProgram = """
        using Microsoft.ML;

        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Picture, Embedded>(ml.Model.Load(args[0], out _));
        Console.WriteLine(string.Join(' ', engine.Predict(new Picture { Path = args[1] }).Features.Select(BitConverter.SingleToInt32Bits)));

        """;

    /// <summary>Nothing but the zip leads ML.NET to the assembly, and nothing but the package's reference puts it beside the program.</summary>
    [Fact]
    public async Task AProgramThatOnlyReferencesThePackageLoadsTheZip()
    {
        Assert.DoesNotContain("TransferEmbeddings", LoadingProgram);
        string zip = library.NewFile("images.zip"), picture = library.NewFile("picture.png"), folder = new TinyVisionModel().Write(library.NewFile("vision"));
        File.WriteAllBytes(picture, new DrawnImage(20, 15).Png());
        string saving = await library.BuildProgramAsync("Saving", SavingProgram + Classes, Package);
        string loading = await library.BuildProgramAsync("LoadingImages", LoadingProgram + Classes, Package);

        string saved = await DotNet.RunAsync(Path.GetDirectoryName(saving)!, saving, zip, folder, picture);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(saved, await DotNet.RunAsync(Path.GetDirectoryName(loading)!, loading, zip, picture));
        Assert.Equal(TinyVisionModel.Channels, saved.Split(' ').Length);
    }

    /// <summary>The image package binds public members of the core alone, so that a newer core serves it.</summary>
    [Fact]
    public async Task ACoreOfAHigherPatchVersionServesTheImagePackage()
    {
        string core = await library.PackHigherPatchOfTheCoreAsync();
        string zip = library.NewFile("patched.zip"), picture = library.NewFile("patched.png"), folder = new TinyVisionModel().Write(library.NewFile("patched-vision"));
        File.WriteAllBytes(picture, new DrawnImage(20, 15).Png());
        string program = await library.BuildProgramAsync(
            "PatchedCore", SavingProgram + Classes, [("Microsoft.ML.TransferEmbeddings", core), (Package, library.Version)]);
        Assert.Contains($"\"Microsoft.ML.TransferEmbeddings/{core}\"", File.ReadAllText(Path.ChangeExtension(program, ".deps.json")));
        string vector = await DotNet.RunAsync(Path.GetDirectoryName(program)!, program, zip, folder, picture);
        Assert.Equal(TinyVisionModel.Channels, vector.Split(' ').Length);
    }

    [Fact]
    public void ThePackageHoldsWhatAUserNeedsAndNothingElse()
    {
        Assert.Equal(
            ["LICENSE", $"{Package}.nuspec", "README.md", "[Content_Types].xml", $"lib/net10.0/{Package}.dll", $"lib/net10.0/{Package}.xml"],
            PackedPackage.Files(library.ImagesPackageFile));
    }
}
