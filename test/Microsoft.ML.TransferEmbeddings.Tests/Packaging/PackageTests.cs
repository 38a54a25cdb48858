using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>The package as a user gets it.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class PackageTests(PackedLibrary library)
{
    private const string Classes = """
        internal sealed class Review
        {
            public string Sentence { get; set; } = "";

            public bool Label { get; set; }
        }

        internal sealed class Prediction
        {
            public bool PredictedLabel { get; set; }

            public float Probability { get; set; }
        }
        """;

    private const string TrainingProgram = """
        using Microsoft.ML;
        using Microsoft.ML.TransferEmbeddings;

        var ml = new MLContext(seed: 1);
        var train = ml.Data.LoadFromEnumerable<Review>([
            new() { Sentence = "The food was wonderful", Label = true },
            new() { Sentence = "Great place, friendly people", Label = true },
            new() { Sentence = "We loved every dish", Label = true },
            new() { Sentence = "A delicious dinner", Label = true },
            new() { Sentence = "The food was awful", Label = false },
            new() { Sentence = "Terrible place, rude people", Label = false },
            new() { Sentence = "We hated every dish", Label = false },
            new() { Sentence = "A disgusting dinner", Label = false },
        ]);
        var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence", TextEmbeddingModel.Default)
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression());
        var model = pipeline.Fit(train);
        ml.Model.Save(model, train.Schema, args[0]);

        using var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(model);
        foreach (string sentence in args[1..])
            Console.WriteLine(BitConverter.SingleToInt32Bits(engine.Predict(new Review { Sentence = sentence }).Probability));

        """;

    private const string LoadingProgram = """
        using Microsoft.ML;

        var ml = new MLContext();
        var model = ml.Model.Load(args[0], out _);
        using var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(model);
        foreach (string sentence in args[1..])
            Console.WriteLine(BitConverter.SingleToInt32Bits(engine.Predict(new Review { Sentence = sentence }).Probability));

        """;

    /// <summary>
    /// The program that loads names no type of ours: nothing but the zip leads ML.NET to our assembly, and nothing but the package's reference
    /// puts it beside the program.
    /// </summary>
    /// <summary>The sample's encoder, in a project that has the packed core and nothing of this repository.</summary>
    [Fact]
    public async Task AnEncoderOfAStrangerBuildsAgainstThePackage()
    {
        const string name = "Stranger";
        Directory.CreateDirectory(library.NewFile(name));
        File.Copy(Path.Combine(Repository.Root, "samples/CustomEncoder/CharacterNGrams.cs"), library.NewFile(Path.Combine(name, "CharacterNGrams.cs")));
        string program = await library.BuildProgramAsync(name, "Console.WriteLine(new CustomEncoder.NGramModel().Dimension);");
        Assert.Equal("512", (await DotNet.RunAsync(Path.GetDirectoryName(program)!, program)).Trim());
    }

    [Fact]
    public async Task AProgramThatOnlyReferencesThePackageLoadsTheZip()
    {
        Assert.DoesNotContain("Embed", LoadingProgram);
        string zip = library.NewFile("sentiment.zip");
        string training = await library.BuildProgramAsync("Training", TrainingProgram + Classes);
        string loading = await library.BuildProgramAsync("Loading", LoadingProgram + Classes);

        string[] texts = [zip, "What a lovely meal", "Never again", ""];
        string trained = await DotNet.RunAsync(Path.GetDirectoryName(training)!, [training, .. texts]);
        string loaded = await DotNet.RunAsync(Path.GetDirectoryName(loading)!, [loading, .. texts]);

        Assert.Equal(3, loaded.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(trained, loaded);
    }

    [Fact]
    public void ThePackageHoldsWhatAUserNeedsAndNothingElse()
    {
        Assert.Equal(
            [
                "LICENSE",
                "Microsoft.ML.TransferEmbeddings.nuspec",
                "README.md",
                "THIRD-PARTY-NOTICES.md",
                "[Content_Types].xml",
                "lib/net10.0/Microsoft.ML.TransferEmbeddings.dll",
                "lib/net10.0/Microsoft.ML.TransferEmbeddings.xml",
                "licenses/Apache-2.0.txt",
                "licenses/Unicode-3.0.txt",
                "licenses/WordNet-3.0.txt",
            ],
            PackedPackage.Files(library.PackageFile));
    }

    /// <summary>From the oldest version that the tests ran on; a new major version may have changed what is internal.</summary>
    [Fact]
    public void ThePackageTakesMLNetFromTheOldestTestedVersionToTheNextMajorOne()
    {
        var dependencies = PackedPackage.Dependencies(library.PackageFile);

        Assert.Equal(["Microsoft.Data.Sqlite", "Microsoft.ML", "Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"], dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("[5.0.1, 7.0.0)", dependencies["Microsoft.ML"]);
        Assert.Equal("5.0.1", MLNetVersion.Tested[0]);
    }

    /// <summary>The prefix Microsoft. is reserved on the public feed. Who publishes there gives another, and the assembly keeps its name.</summary>
    [Fact]
    public async Task APublisherChangesThePrefixOfAllIds()
    {
        Assert.Equal("Contoso.TransferEmbeddings", await EvaluateAsync(Repository.Project, "PackageId"));
        Assert.Equal("Contoso.TransferEmbeddings.Images", await EvaluateAsync(Repository.ImagesProject, "PackageId"));
        Assert.Equal("Contoso.TransferEmbeddings.AI", await EvaluateAsync(Repository.AIProject, "PackageId"));
        Assert.Equal("Microsoft.ML.TransferEmbeddings", await EvaluateAsync(Repository.Project, "AssemblyName"));

        static async Task<string> EvaluateAsync(string project, string property) =>
            (await DotNet.RunAsync(Repository.Root, "msbuild", project, "-p:PackageIdPrefix=Contoso.", $"-getProperty:{property}")).Trim();
    }
}
