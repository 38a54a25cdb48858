using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>A zip holds the model's name and how to recognize it; the context has the generator.</summary>
public sealed class GeneratorZipTests : IAsyncLifetime
{
    private static readonly string[] Texts = ["The food was wonderful", "", "Terrible place, rude people"];

    private readonly TemporaryFolder folder = new();
    private LoopbackModel server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LoopbackModel.StartAsync();
        var ml = new MLContext(seed: 1);
        var data = Rows(ml);
        using var model = TextEmbeddingModel.FromGenerator(server.Generator());
        using var stage = ml.Transforms.Embed("Features", model, "Sentence").Fit(data);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var stream = File.Create(folder["rows.idv"]);
        ml.Data.SaveAsBinary(data, stream);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public void TheSameGeneratorGivesTheSameVectors() => Assert.Equal(Expected, Vectors(Load(new EmbeddingGenerators(server.Generator()))));

    [Fact]
    public async Task AnotherModelIsRefused()
    {
        await using var other = await LoopbackModel.StartAsync(text => TextEmbeddingModel.Default.Embed($"{text} and more of it"));
        var error = LoadError(new EmbeddingGenerators(other.Generator()));
        Assert.Contains($"is not the model '{LoopbackModel.Name}' that was saved: its vector of a check text has the cosine 0.", error.Message);
        await using var shorter = await LoopbackModel.StartAsync(text => TextEmbeddingModel.Default.Embed(text)[..64]);
        Assert.Contains("its vectors have 64 dimensions, and those of the saved model 256", LoadError(new EmbeddingGenerators(shorter.Generator())).Message);

        using var process = FreshProcess.Start(Environment(other.Endpoint), folder["model.zip"], folder["rows.idv"], folder["vectors"]);
        Assert.Contains("is not the model", process.WaitForFailure());
    }

    [Fact]
    public void WithoutAGeneratorTheErrorSaysHowToGiveOne()
    {
        foreach (var services in new IServiceProvider?[] { null, new EmbeddingGenerators(), new ServiceCollection().BuildServiceProvider() })
        {
            var error = LoadError(services);
            Assert.Contains($"The vectors of the model '{LoopbackModel.Name}' come from a generator", error.Message);
            Assert.Contains("ml.UseEmbeddingOptions(new() { Services = new EmbeddingGenerators(generator) })", error.Message);
        }
        using var process = FreshProcess.Start([], folder["model.zip"], folder["rows.idv"], folder["vectors"]);
        Assert.Contains("ml.UseEmbeddingOptions(new() { Services = new EmbeddingGenerators(generator) })", process.WaitForFailure());
    }

    /// <summary>A hosted model's bits differ from day to day.</summary>
    [Fact]
    public async Task ASlightlyDifferentAnswerIsTheSameModel()
    {
        await using var noisy = await LoopbackModel.StartAsync(text => [.. TextEmbeddingModel.Default.Embed(text).Select((value, i) => value + (i % 2 == 0 ? 1e-4f : -1e-4f))]);
        using var stage = Load(new EmbeddingGenerators(noisy.Generator()));
        Assert.Equal(256, stage.Dimension);
    }

    [Fact]
    public void AServerThatIsDownIsToldFromAnotherModel()
    {
        server.Misbehave = (_, _) => new ModelFault(401);
        Assert.Contains("could not be checked", LoadError(new EmbeddingGenerators(server.Generator())).Message);
        server.Misbehave = (_, _) => null;
        Load(new EmbeddingGenerators(server.Generator())).Dispose();
    }

    [Fact]
    public async Task TheApplicationsServicesServe()
    {
        await using var provider = new ServiceCollection()
            .AddTextEmbedding(new TextEmbeddingServiceOptions())
            .AddKeyedSingleton(LoopbackModel.Name, server.Generator())
            .AddSingleton(new GeneratorRequestOptions { MaxTexts = 1 })
            .BuildServiceProvider();
        Assert.Equal(Expected, Vectors(Load(provider)));
        Assert.All(server.Answered, texts => Assert.Single(texts));
    }

    /// <summary>The one of the model's name comes before the first.</summary>
    [Fact]
    public void OfSeveralGeneratorsThatOfTheModelsNameIsTaken() =>
        Assert.Equal(Expected, Vectors(Load(new EmbeddingGenerators(
            TextEmbeddingModel.Default.WithPromptText("other ").AsEmbeddingGenerator(), server.Generator()))));

    [Fact]
    public void TheZipIsSmallAndHoldsNoAddress()
    {
        using var zip = System.IO.Compression.ZipFile.OpenRead(folder["model.zip"]);
        var manifest = zip.Entries.Single(entry => entry.Name == "embedding.json");
        using var reader = new StreamReader(manifest.Open());
        string text = reader.ReadToEnd();
        Assert.Contains($"\"name\":\"{LoopbackModel.Name}\"", text.Replace(" ", ""));
        Assert.DoesNotContain("127.0.0.1", text);
        Assert.InRange(manifest.Length, 1, 20_000);
    }

    private static float[][] Expected => [TextEmbeddingModel.Default.Embed(Texts[0]), new float[256], TextEmbeddingModel.Default.Embed(Texts[2])];

    private static IDataView Rows(MLContext ml) => ml.Data.LoadFromEnumerable(Texts.Select(text => new { Sentence = text }));

    private static IEnumerable<KeyValuePair<string, string?>> Environment(Uri endpoint) =>
        [new("EMBEDDINGS_URL", endpoint.AbsoluteUri), new("EMBEDDINGS_MODEL", LoopbackModel.Name)];

    private static float[][] Vectors(EmbeddingTransformer stage)
    {
        using (stage)
            return [.. Data.ColumnCursorExtensions.GetColumn<float[]>(stage.Transform(Rows(new MLContext())), "Features")];
    }

    private EmbeddingTransformer Load(IServiceProvider? services) =>
        (EmbeddingTransformer)new MLContext().UseEmbeddingOptions(new EmbeddingContextOptions { Services = services }).Model.Load(folder["model.zip"], out _);

    private InvalidOperationException LoadError(IServiceProvider? services)
    {
        Exception error = Assert.Throws<TargetInvocationException>(() => Load(services));
        while (error is TargetInvocationException)
            error = error.InnerException!;
        return Assert.IsType<InvalidOperationException>(error);
    }
}
