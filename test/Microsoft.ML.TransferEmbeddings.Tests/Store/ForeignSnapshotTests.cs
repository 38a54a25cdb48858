
namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Snapshots of a hub cache that another tool made, or of which something is gone: what is not here may be on the hub.</summary>
public sealed class ForeignSnapshotTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private string commit = "";

    private ModelStore Store => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Token = null, Offline = false, RetryDelay = TimeSpan.FromMilliseconds(1) });

    private ModelStore OfflineStore => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = true });

    private string Root => folder["store/models--tests--tiny-bert"];

    private string Snapshot => Path.Combine(Root, "snapshots", commit);

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        commit = hub.Add(Bert, HubModels.WriteBert(folder["bert"]));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConfigurationAloneIsCompletedOnlineAndNotUsedOffline(bool byCommit)
    {
        string revision = byCommit ? commit : "main";
        Fetched("config.json");
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { Revision = revision }));
        foreach (string path in (string[])["modules.json", "config_sentence_transformers.json", "sentence_bert_config.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt", "onnx/model.onnx"])
            Assert.Contains($"'{path}'", error.Message);
        Assert.DoesNotContain("'config.json'", error.Message);
        Assert.Equal(0, hub.Connections);

        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = revision, Store = Store });
        using var expected = TextEmbeddingModel.FromDirectory(folder["bert"]);
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        using var offline = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = revision, Store = OfflineStore });
        Assert.Equal(expected.Fingerprint, offline.Fingerprint);
    }

    [Theory]
    [InlineData("modules.json")]
    [InlineData("sentence_bert_config.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("vocab.txt")]
    public async Task WhatIsMissingIsNamedAndNothingElse(string missing)
    {
        // All that exists is here but one; what does not exist was looked for, as sentence-transformers does.
        Fetched([.. Needed.Where(path => path != missing)]);
        Absent("config_sentence_transformers.json", "tokenizer.json", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model", "sentencepiece.model",
            "special_tokens_map.json", "added_tokens.json");
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert));
        Assert.Contains($"lacks '{missing}', or", error.Message);
        Fetched(missing);
        Assert.Equal(Snapshot, await OfflineStore.DownloadAsync(Bert));
        Assert.Equal(0, hub.Connections);
    }

    [Fact]
    public async Task WholeSnapshotIsLookedAtOnceAndDownloadsNothing()
    {
        Fetched(Needed);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        Assert.Single(hub.Requests);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        Assert.Single(hub.Requests);
        await OfflineStore.DownloadAsync(Bert);
    }

    [Fact]
    public async Task AnotherGraphThanOnlineIsNeverTaken()
    {
        // Online onnx/model.onnx is taken; here is a graph whose name comes behind it.
        File.Copy(folder["bert/onnx/model_quantized.onnx"], folder["bert/model.onnx"]);
        commit = hub.Add(Bert, folder["bert"]);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { GraphFile = "model.onnx" });
        await OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { GraphFile = "model.onnx" });
        foreach (string revision in (string[])[commit, "main"])
            Assert.Contains("lacks 'onnx/model.onnx', or", (await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { Revision = revision }))).Message);
        Assert.False(File.Exists(Path.Combine(Snapshot, "onnx/model.onnx")));
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        Assert.True(File.Exists(Path.Combine(Snapshot, "onnx/model.onnx")));
    }

    [Fact]
    public async Task TableIsNotTakenForTheModelWhereAGraphMayBe()
    {
        // No model_type: a table would do where the repository has no graph.
        File.WriteAllText(folder["bert/config.json"], "{}");
        commit = hub.Add(Bert, folder["bert"]);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        File.Delete(Path.Combine(Snapshot, "onnx/model.onnx"));
        Fetched("model.safetensors");
        Assert.Contains("lacks 'onnx/model.onnx', or", (await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit }))).Message);
    }

    [Fact]
    public async Task FileThatNobodyKnowsTheHashOfIsFetched()
    {
        const string graph = "onnx/model_quantized.onnx";
        await Store.DownloadAsync(Bert);
        File.WriteAllText(Path.Combine(Snapshot, graph), "other bytes");
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit, GraphFile = graph });
        Assert.Equal(File.ReadAllBytes(folder[$"bert/{graph}"]), File.ReadAllBytes(Path.Combine(Snapshot, graph)));
    }

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("modules.json")]
    public async Task BlobThatIsGoneIsFetchedAgain(string path)
    {
        await Store.DownloadAsync(Bert);
        File.Delete(new FileInfo(Path.Combine(Snapshot, path)).ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        Assert.Contains(path, (await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert))).Message);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = commit });
        Assert.Equal(File.ReadAllBytes(folder[$"bert/{path}"]), File.ReadAllBytes(Path.Combine(Snapshot, path)));
    }

    [Fact]
    public async Task FileOfModulesThatIsDamagedIsFetchedAgain()
    {
        Fetched(Needed);
        File.WriteAllText(Path.Combine(Snapshot, "modules.json"), """{ "no": "list" """);
        File.WriteAllText(Path.Combine(Snapshot, "config.json"), """{ "model_type": "a", "model_type": "b" }""");
        await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert));
        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = commit, Store = Store });
        using var expected = TextEmbeddingModel.FromDirectory(folder["bert"]);
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
    }

    /// <summary>Model2Vec in Python fetches three files, and looks for no others.</summary>
    [Fact]
    public async Task CacheOfModel2VecIsUsedOffline()
    {
        HubModels.WriteStatic(folder["bert"] + "-static");
        commit = hub.Add(Bert, folder["bert-static"]);
        Directory.Delete(folder["bert"], recursive: true);
        Directory.Move(folder["bert-static"], folder["bert"]);
        Fetched("config.json", "model.safetensors", "tokenizer.json");
        using var expected = TextEmbeddingModel.FromDirectory(folder["bert"]);
        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Store = OfflineStore });
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        Assert.Equal(0, hub.Connections);
    }

    /// <summary>What suffices for pictures is whole for whoever wants pictures, and for nobody else.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ForTextsATokenizerIsMissingWhereAnotherToolFetchedForPicturesAlone(bool byCommit)
    {
        File.WriteAllText(folder["bert/preprocessor_config.json"], "{}");
        commit = hub.Add(Bert, folder["bert"]);
        string revision = byCommit ? commit : "main";
        Fetched("config.json", "preprocessor_config.json", "onnx/model.onnx");
        Absent("processor_config.json");
        Assert.Equal(Snapshot, await OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { Revision = revision }));
        string message = (await Assert.ThrowsAsync<FileNotFoundException>(
            () => TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = revision, Store = OfflineStore }))).Message;
        foreach (string path in (string[])["modules.json", "tokenizer.json", "vocab.txt"])
            Assert.Contains($"'{path}'", message);
        Assert.Equal(0, hub.Connections);

        // A hub that does not answer is no reason to take what is not whole.
        hub.Misbehave = _ => new HubFault(Status: 503);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = revision, Store = Store }));
        hub.Misbehave = _ => null;
        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = revision, Store = Store });
        using var expected = TextEmbeddingModel.FromDirectory(folder["bert"]);
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        using var offline = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = revision, Store = OfflineStore });
        Assert.Equal(expected.Fingerprint, offline.Fingerprint);
    }

    private static string[] Needed => ["1_Pooling/config.json", "README.md", "config.json", "modules.json", "onnx/model.onnx", "sentence_bert_config.json", "tokenizer_config.json", "vocab.txt"];

    /// <summary>Puts files where another tool puts them.</summary>
    private void Fetched(params string[] paths)
    {
        Directory.CreateDirectory(Path.Combine(Root, "refs"));
        File.WriteAllText(Path.Combine(Root, "refs", "main"), commit);
        foreach (string path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Snapshot, path))!);
            File.Copy(folder[$"bert/{path}"], Path.Combine(Snapshot, path));
        }
    }

    private void Absent(params string[] paths)
    {
        Directory.CreateDirectory(Path.Combine(Root, ".no_exist", commit));
        foreach (string path in paths)
            File.WriteAllText(Path.Combine(Root, ".no_exist", commit, path), "");
    }
}
