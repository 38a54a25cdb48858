using Microsoft.Extensions.AI;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>What the contract of <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> asks for, on a text model.</summary>
public sealed class ModelGeneratorTests : IDisposable
{
    private static readonly string[] Texts = ["The food was wonderful", "", "Terrible place, rude people", "The food was wonderful"];

    private readonly IEmbeddingGenerator<string, Embedding<float>> generator = TextEmbeddingModel.Default.AsEmbeddingGenerator();

    public void Dispose() => generator.Dispose();

    [Fact]
    public async Task EmbeddingsAreTheModelsVectors()
    {
        var embeddings = await generator.GenerateAsync(Texts);
        Assert.Equal(TextEmbeddingModel.Default.Embed(Texts), embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(TextEmbeddingModel.Default.Embed(Texts[0]), (await generator.GenerateVectorAsync(Texts[0])).ToArray());
        Assert.All(embeddings, embedding => Assert.Equal(TextEmbeddingModel.Default.Fingerprint, embedding.ModelId));
        Assert.All(embeddings, embedding => Assert.NotNull(embedding.CreatedAt));
    }

    [Fact]
    public async Task ManyTextsAreThoseOfTheModel()
    {
        string[] many = [.. Enumerable.Range(0, 3_000).Select(i => $"The dinner was number {i} of all dinners")];
        var embeddings = await generator.GenerateAsync(many);
        Assert.Equal(TextEmbeddingModel.Default.Embed(many), embeddings.Select(embedding => embedding.Vector.ToArray()));
        var tokenizer = TextEmbeddingModel.Default.GetService<HuggingFaceTokenizer>()!;
        Assert.Equal(many.Sum(text => tokenizer.CountTokens(text)), embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task NoTextGivesNoEmbedding()
    {
        var embeddings = await generator.GenerateAsync([]);
        Assert.Empty(embeddings);
        Assert.Equal(0, embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task NullValuesAreRefusedAndANullTextIsEmpty()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => generator.GenerateAsync((IEnumerable<string>)null!));
        var embeddings = await generator.GenerateAsync([null!, ""]);
        Assert.Equal(embeddings[1].Vector.ToArray(), embeddings[0].Vector.ToArray());
    }

    [Fact]
    public async Task UsageCountsTheTokensOfTheModelsTokenizer()
    {
        var tokenizer = generator.GetRequiredService<HuggingFaceTokenizer>();
        var usage = (await generator.GenerateAsync(Texts)).Usage!;
        Assert.Equal(Texts.Sum(text => tokenizer.CountTokens(text)), usage.InputTokenCount);
        Assert.Equal(usage.InputTokenCount, usage.TotalTokenCount);
        Assert.True(usage.InputTokenCount > 10);
    }

    [Fact]
    public async Task WithoutATokenizerOrAWishThereIsNoUsage()
    {
        using var silent = TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { CountTokens = false });
        Assert.Null((await silent.GenerateAsync(Texts)).Usage);
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["words.txt"], "food 1 0\nplace 0 1\n");
        using var words = WordVectors.Load(folder["words.txt"]).ToTextModel();
        using var ofWords = words.AsEmbeddingGenerator();
        var embeddings = await ofWords.GenerateAsync(["food"]);
        Assert.Null(embeddings.Usage);
        Assert.Equal([1f, 0f], embeddings[0].Vector.ToArray());
    }

    [Fact]
    public async Task ACanceledRequestIsNotBegun()
    {
        var canceled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(Texts, cancellationToken: canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync([], cancellationToken: canceled));
    }

    [Fact]
    public async Task GeneratorAndModelAreDisposedOfOnTheirOwn()
    {
        var model = TextEmbeddingModel.FromDirectory(Path.Combine(Path.GetDirectoryName(Repository.Project)!, "Resources", "minilm-static"));
        var first = model.AsEmbeddingGenerator();
        using var second = model.AsEmbeddingGenerator();
        float[] expected = model.Embed(Texts[0]);
        first.Dispose();
        first.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.GenerateAsync(Texts));
        Assert.Equal(expected, model.Embed(Texts[0]));
        model.Dispose();
        Assert.Equal(expected, (await second.GenerateVectorAsync(Texts[0])).ToArray());
    }

    [Fact]
    public void ServicesAreThoseOfTheContractAndOfTheModel()
    {
        Assert.Throws<ArgumentNullException>(() => generator.GetService(null!));
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Same(TextEmbeddingModel.Default, generator.GetService<TextEmbeddingModel>());
        Assert.Same(TextEmbeddingModel.Default, generator.GetService<EmbeddingModel>());
        Assert.NotNull(generator.GetService<EncoderDefinition>());
        Assert.NotNull(generator.GetService<HuggingFaceTokenizer>());
        Assert.Null(generator.GetService<WordVectors>());
        Assert.Null(generator.GetService(typeof(EmbeddingGeneratorMetadata), "a key"));

        var metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal("microsoft.ml.transferembeddings", metadata.ProviderName);
        Assert.Equal(TextEmbeddingModel.Default.Fingerprint, metadata.DefaultModelId);
        Assert.Equal(256, metadata.DefaultModelDimensions);
    }

    [Fact]
    public async Task ARequestForAnotherModelIsRefused()
    {
        using var named = TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { ModelId = "minilm-static" });
        Assert.Equal("minilm-static", named.GetRequiredService<EmbeddingGeneratorMetadata>().DefaultModelId);
        foreach (string own in new[] { "minilm-static", TextEmbeddingModel.Default.Fingerprint })
            Assert.Equal("minilm-static", Assert.Single(await named.GenerateAsync(["food"], new EmbeddingGenerationOptions { ModelId = own })).ModelId);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => named.GenerateAsync(["food"], new EmbeddingGenerationOptions { ModelId = "text-embedding-3-small" }));
        Assert.Contains("asks for the model 'text-embedding-3-small', and this generator has the model 'minilm-static'", error.Message);
    }

    [Fact]
    public async Task FewerDimensionsAreTheLeadingOnesWithTheLengthOfTheWhole()
    {
        using var matryoshka = TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { MinDimensions = 32 });
        var cut = await matryoshka.GenerateAsync(Texts, new EmbeddingGenerationOptions { Dimensions = 64 });
        using var cutModel = TextEmbeddingModel.FromDirectory(
            Path.Combine(Path.GetDirectoryName(Repository.Project)!, "Resources", "minilm-static"), new TextEmbeddingModelOptions { Dimensions = 64, Normalize = true });
        foreach (var (expected, actual) in cutModel.Embed(Texts).Zip(cut))
        {
            Assert.Equal(64, actual.Dimensions);
            Assert.All(expected.Zip(actual.Vector.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
        Assert.Equal(256, (await matryoshka.GenerateAsync(Texts, new EmbeddingGenerationOptions { Dimensions = 256 }))[0].Dimensions);
    }

    [Fact]
    public async Task DimensionsThatTheModelDoesNotHaveAreRefused()
    {
        Assert.Contains("MinDimensions in ModelGeneratorOptions", (await Assert.ThrowsAsync<NotSupportedException>(() => Ask(generator, 64))).Message);
        using var matryoshka = TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { MinDimensions = 32 });
        Assert.Contains("asks for 257 dimensions, and the model's vectors have 256", (await Assert.ThrowsAsync<ArgumentException>(() => Ask(matryoshka, 257))).Message);
        Assert.Contains("MinDimensions allows 32 or more", (await Assert.ThrowsAsync<ArgumentException>(() => Ask(matryoshka, 31))).Message);
        Assert.Contains("MinDimensions is 257", Assert.Throws<ArgumentException>(() => TextEmbeddingModel.Default.AsEmbeddingGenerator(new ModelGeneratorOptions { MinDimensions = 257 })).Message);

        static Task Ask(IEmbeddingGenerator<string, Embedding<float>> generator, int dimensions) =>
            generator.GenerateAsync(["food"], new EmbeddingGenerationOptions { Dimensions = dimensions });
    }

    [Fact]
    public void OptionsAreCheckedWhenTheyAreSet()
    {
        Assert.Throws<ArgumentException>(() => new ModelGeneratorOptions { ModelId = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelGeneratorOptions { BatchingWindow = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelGeneratorOptions { BatchingWindow = TimeSpan.FromSeconds(2) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelGeneratorOptions { MinDimensions = 0 });
        Assert.Throws<ArgumentNullException>(() => new ModelGeneratorOptions { Execution = null! });
        Assert.Throws<ArgumentNullException>(() => new ModelGeneratorOptions { Context = null! });
        Assert.Throws<ArgumentNullException>(() => ((TextEmbeddingModel)null!).AsEmbeddingGenerator());
    }
}
