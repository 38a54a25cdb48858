using Microsoft.Extensions.AI;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>A zip that an earlier version saved loads with the fingerprint and vectors it had. It stays; if it is missing, <c>WRITE_GOLDEN_ZIPS=1</c> writes it.</summary>
public sealed class GoldenZipTests
{
    private const string Fingerprint = "d11598c993e568cdffdaa1c47ddfd53a9c39ce7b5fe63b011be6fbe00c5e06ef";

    private static readonly string Zip = Path.Combine(Repository.Root, "test", "Microsoft.ML.TransferEmbeddings.AI.Tests", "Golden", "generator-text.zip");

    [Fact]
    public void WriteGoldenZips()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("WRITE_GOLDEN_ZIPS") == "1" && !File.Exists(Zip), "writes the golden zip; set WRITE_GOLDEN_ZIPS=1");
        Directory.CreateDirectory(Path.GetDirectoryName(Zip)!);
        var ml = new MLContext(seed: 1);
        using var generator = Generator();
        using var model = TextEmbeddingModel.FromGenerator(generator);
        using var stage = ml.Transforms.Embed("Features", model, "Sentence").Fit(Rows(ml));
        ml.Model.Save(stage, Rows(ml).Schema, Zip);
    }

    [Fact]
    public void GoldenZipGivesItsVectors()
    {
        using var generator = Generator();
        var ml = new MLContext(seed: 1).UseEmbeddingOptions(new EmbeddingContextOptions { Services = new EmbeddingGenerators(generator) });
        using var stage = (EmbeddingTransformer)ml.Model.Load(Zip, out _);
        Assert.Equal(Fingerprint, stage.Fingerprint);
        Assert.Equal([TextEmbeddingModel.Default.Embed("The food was wonderful")], stage.Transform(Rows(ml)).GetColumn<float[]>("Features"));
    }

    private static IEmbeddingGenerator<string, Embedding<float>> Generator() =>
        TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { ModelId = "minilm-static" });

    private static IDataView Rows(MLContext ml) => ml.Data.LoadFromEnumerable([new { Sentence = "The food was wonderful" }]);
}
