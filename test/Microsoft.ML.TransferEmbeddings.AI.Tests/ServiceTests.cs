using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>Models and generators out of a container.</summary>
public sealed class ServiceTests
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Repository.Project)!, "Resources", "minilm-static");

    [Fact]
    public async Task TheContainerHasAModelAndItsGenerator()
    {
        await using var provider = new ServiceCollection().AddTextEmbedding().BuildServiceProvider();
        var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.Same(generator, provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Same(generator, provider.GetRequiredService<IEmbeddingGenerator>());
        Assert.Same(provider.GetRequiredService<TextEmbeddingModel>(), generator.GetService<TextEmbeddingModel>());
        Assert.Equal(TextEmbeddingModel.Default.Embed("food"), (await generator.GenerateVectorAsync("food")).ToArray());
    }

    [Fact]
    public async Task KeysKeepModelsApart()
    {
        await using var provider = new ServiceCollection()
            .AddTextEmbedding()
            .AddKeyedTextEmbedding("short", new TextEmbeddingServiceOptions
            {
                Directory = Folder,
                Model = new TextEmbeddingModelOptions { Dimensions = 64 },
                Generator = new ModelGeneratorOptions { ModelId = "short" },
            })
            .BuildServiceProvider();
        var generator = provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("short");
        Assert.Equal("short", provider.GetRequiredKeyedService<IEmbeddingGenerator>("short").GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        Assert.Equal(64, (await generator.GenerateVectorAsync("food")).Length);
        Assert.Equal(256, (await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateVectorAsync("food")).Length);
        Assert.Equal(64, provider.GetRequiredKeyedService<TextEmbeddingModel>("short").Dimension);
    }

    [Fact]
    public async Task TheContainerDisposesOfBoth()
    {
        IEmbeddingGenerator<string, Embedding<float>> generator;
        TextEmbeddingModel model;
        await using (var provider = new ServiceCollection().AddTextEmbedding(new TextEmbeddingServiceOptions { Directory = Folder }).BuildServiceProvider())
        {
            model = provider.GetRequiredService<TextEmbeddingModel>();
            generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
            await generator.GenerateVectorAsync("food");
        }
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateVectorAsync("food"));
        Assert.Throws<ObjectDisposedException>(() => model.Embed("food"));
    }

    [Fact]
    public void ContradictionsAreToldAtOnce()
    {
        var services = new ServiceCollection();
        Assert.Contains("both a folder", Assert.Throws<ArgumentException>(() => services.AddTextEmbedding(new() { Directory = "a", Repository = "b/c" })).Message);
        Assert.Contains("no Repository", Assert.Throws<ArgumentException>(() => services.AddTextEmbedding(new() { Directory = "a", Hub = new() })).Message);
        Assert.Contains("has no settings", Assert.Throws<ArgumentException>(() => services.AddKeyedTextEmbedding("key", new() { Model = new() })).Message);
        Assert.Throws<ArgumentException>(() => new TextEmbeddingServiceOptions { Directory = "" });
        Assert.Throws<ArgumentNullException>(() => services.AddKeyedTextEmbedding(null!));
        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddTextEmbedding());
        Assert.Empty(services);
    }
}
