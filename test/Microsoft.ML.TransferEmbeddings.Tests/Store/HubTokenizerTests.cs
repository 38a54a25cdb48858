using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Repositories without tokenizer.json. Alone, because the place where a reference is looked for is that of the process.</summary>
[Collection(nameof(AloneCollection))]
public sealed class HubTokenizerTests : IAsyncLifetime
{
    private const string Text = "the text of rowing number 7!";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private StoreEnvironment environment = null!;

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        environment = new StoreEnvironment(folder["store"], hub.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        environment.Dispose();
        await hub.DisposeAsync();
        folder.Dispose();
    }

    public static TheoryData<string> Kinds => [.. TinyTokenizers.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryFileThatDecidesTheIdsIsDownloadedAndReferredTo(string kind)
    {
        hub.Add(kind.Replace(' ', '-'), TinyTokenizers.WriteModel(kind, folder["source"]));
        using var expected = TextEmbeddingModel.FromDirectory(folder["source"]);
        using var model = await TextEmbeddingModel.FromHubAsync(kind.Replace(' ', '-'));
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        Assert.Equal(expected.Embed(Text), model.Embed(Text));

        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new { Text }]);
        using (var stage = ml.Transforms.Text.EmbedText("Features", new() { InputColumnName = "Text", Model = model, Storage = ModelStorage.Reference }).Fit(data))
            ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(expected.Embed(Text), loaded.Transform(data).GetColumn<float[]>("Features").Single());
    }
}
