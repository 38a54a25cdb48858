using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.Tests.Images;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.AI;

/// <summary>An image model as a generator of content with a media type.</summary>
public sealed class MediaGeneratorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageEmbeddingModel model;

    public MediaGeneratorTests() => model = ImageEmbeddingModel.FromDirectory(new TinyVisionModel().Write(folder["vision"]));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task EmbeddingsAreTheModelsVectors()
    {
        byte[] png = new DrawnImage(20, 15).Png(), jpeg = new DrawnImage(40, 30).Jpeg();
        using var generator = model.AsEmbeddingGenerator();
        var embeddings = await generator.GenerateAsync([new DataContent(png, "image/png"), new DataContent(jpeg, "image/jpeg")]);
        Assert.Equal([model.Embed(png), model.Embed(jpeg)], embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.Null(embeddings.Usage);
        Assert.Equal(model.Dimension, generator.GetRequiredService<EmbeddingGeneratorMetadata>().DefaultModelDimensions);
        Assert.Same(model, generator.GetService<ImageEmbeddingModel>());
        Assert.Empty(await generator.GenerateAsync([]));
    }

    [Fact]
    public async Task WhatIsNoImageIsRefusedByItsPlace()
    {
        var png = new DataContent(new DrawnImage(20, 15).Png(), "image/png");
        using var generator = model.AsEmbeddingGenerator();
        Assert.Contains("index 1 is null", (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync([png, null!]))).Message);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync([png, new DataContent(new byte[] { 1 }, "audio/wav")]));
        Assert.Contains("index 1 has the media type 'audio/wav', and the model encodes 'image/…'", error.Message);
        await Assert.ThrowsAsync<ImageLoadException>(() => generator.GenerateAsync([png, new DataContent(new byte[] { 1 }, "image/png")]));
    }
}
