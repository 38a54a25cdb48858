namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>The packages beside the ML.NET that a project has chosen, the oldest that they take and the newest.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class MLNetFamilyTests(PackedLibrary library)
{
    private const string Oldest = "5.0.1", Newest = "6.0.0";

    /// <summary>Trains and saves, or loads; prints the version of ML.NET and then the bits of a probability a text.</summary>
    private const string Program = """
        using System.Reflection;
        using Microsoft.ML;
        using Microsoft.ML.TransferEmbeddings;

        var ml = new MLContext(seed: 1);
        if (args[0] == "train")
        {
            var train = ml.Data.LoadFromEnumerable<Review>([
                new() { Sentence = "The food was wonderful", Label = true },
                new() { Sentence = "Great place, friendly people", Label = true },
                new() { Sentence = "The food was awful", Label = false },
                new() { Sentence = "Terrible place, rude people", Label = false },
            ]);
            var pipeline = ml.Transforms.Text.EmbedText("Features", "Sentence", TextEmbeddingModel.Default)
                .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression());
            ml.Model.Save(pipeline.Fit(train), train.Schema, args[1]);
        }
        Console.WriteLine(typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);
        using var engine = ml.Model.CreatePredictionEngine<Review, Prediction>(ml.Model.Load(args[1], out _));
        foreach (string sentence in args[2..])
            Console.WriteLine(BitConverter.SingleToInt32Bits(engine.Predict(new Review { Sentence = sentence }).Probability));

        internal sealed class Review
        {
            public string Sentence { get; set; } = "";

            public bool Label { get; set; }
        }

        internal sealed class Prediction
        {
            public float Probability { get; set; }
        }
        """;

    [Fact]
    public async Task ZipsGoFromTheOldestFamilyToTheNewestAndBack()
    {
        string oldest = await BuildAsync("OnOldest", Oldest), newest = await BuildAsync("OnNewest", Newest);
        string[] texts = ["What a lovely meal", "Never again", ""];
        foreach (var (writer, writerVersion, reader, readerVersion) in new[] { (oldest, Oldest, newest, Newest), (newest, Newest, oldest, Oldest) })
        {
            string zip = library.NewFile($"of-{writerVersion}.zip");
            string[] trained = await RunAsync(writer, ["train", zip, .. texts]);
            string[] loaded = await RunAsync(reader, ["load", zip, .. texts]);
            Assert.Equal((writerVersion, readerVersion), (trained[0], loaded[0]));
            Assert.Equal(1 + texts.Length, loaded.Length);
            Assert.Equal(trained[1..], loaded[1..]);
        }
    }

    /// <summary>Microsoft.ML.TorchSharp needs a package of libtorch to run, a gigabyte; a restore does not.</summary>
    [Fact]
    public async Task TheNewestFamilyIsRestoredBesideThePackagesWithoutAWarning()
    {
        string output = await library.RestoreAsync(
            "Family",
            ("Microsoft.ML.TransferEmbeddings", library.Version),
            ("Microsoft.ML.TransferEmbeddings.Images", library.Version),
            ("Microsoft.ML", Newest),
            ("Microsoft.ML.FastTree", Newest),
            ("Microsoft.ML.ImageAnalytics", Newest),
            ("Microsoft.ML.LightGbm", Newest),
            ("Microsoft.ML.OnnxConverter", "0.24.0"),
            ("Microsoft.ML.OnnxTransformer", Newest),
            ("Microsoft.ML.TorchSharp", "0.24.0"),
            ("TorchSharp", "0.107.0"));
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Restored", output);
    }

    private Task<string> BuildAsync(string name, string version) =>
        library.BuildProgramAsync(name, Program, ("Microsoft.ML.TransferEmbeddings", library.Version), ("Microsoft.ML", version));

    private static async Task<string[]> RunAsync(string program, string[] arguments)
    {
        string output = await DotNet.RunAsync(Path.GetDirectoryName(program)!, [program, .. arguments]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
