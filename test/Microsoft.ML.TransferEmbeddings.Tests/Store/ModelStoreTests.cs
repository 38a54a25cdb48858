using System.Net;

namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>What is downloaded, from where, and what is used of what is there.</summary>
public sealed class ModelStoreTests : IAsyncLifetime
{
    private const string Bert = "tests/tiny-bert", Static = "tiny-static";
    private readonly TemporaryFolder folder = new();
    private LoopbackHub hub = null!;
    private string bertCommit = "";

    private ModelStoreOptions Options => new() { Endpoint = hub.Endpoint, Token = null, Offline = false, RetryDelay = TimeSpan.FromMilliseconds(1) };

    private ModelStore Store => new(folder["store"], Options);

    private ModelStore OfflineStore => new(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = true });

    public async ValueTask InitializeAsync()
    {
        hub = await LoopbackHub.StartAsync();
        bertCommit = hub.Add(Bert, HubModels.WriteBert(folder["bert"]));
        hub.Add(Static, HubModels.WriteStatic(folder["static"]));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(Bert, "bert")]
    [InlineData(Static, "static")]
    public async Task ModelOfTheHubIsTheModelOfItsFolder(string repository, string source)
    {
        using var expected = TextEmbeddingModel.FromDirectory(folder[source]);
        using var model = await TextEmbeddingModel.FromHubAsync(repository, new HubModelOptions { Store = Store });
        Assert.Equal(expected.Fingerprint, model.Fingerprint);
        Assert.Equal(expected.Embed("the good text"), model.Embed("the good text"));
        using var again = await TextEmbeddingModel.FromHubAsync(repository, new HubModelOptions { Store = Store }, new TextEmbeddingModelOptions { MaxTokens = 4 });
        Assert.NotEqual(expected.Fingerprint, again.Fingerprint);
    }

    [Fact]
    public async Task OnlyTheFilesNeededAreDownloaded()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        Assert.Equal(
            ["1_Pooling/config.json", "README.md", "config.json", "modules.json", "onnx/model.onnx", "sentence_bert_config.json", "tokenizer_config.json", "vocab.txt"],
            FilesOf(snapshot));
        snapshot = await Store.DownloadAsync(Static);
        Assert.Equal(["config.json", "model.safetensors", "tokenizer.json"], FilesOf(snapshot));
    }

    [Fact]
    public async Task GraphOfTheUsersChoiceIsDownloadedInPlaceOfTheUsualOne()
    {
        string snapshot = await Store.DownloadAsync(Bert, new ModelDownloadOptions { GraphFile = "onnx/model_quantized.onnx" });
        Assert.Equal(["onnx/model_quantized.onnx"], FilesOf(snapshot).Where(file => file.EndsWith(".onnx")));
        await OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { GraphFile = "onnx/model_quantized.onnx" });
        await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert));

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Store.DownloadAsync(Bert, new ModelDownloadOptions { GraphFile = "model_fp16.onnx" }));
        Assert.Contains("model_fp16.onnx", error.Message);
        Assert.Contains("onnx/model.onnx, onnx/model_quantized.onnx", error.Message);
    }

    [Fact]
    public async Task TheLayoutIsThatOfTheHubsOwnCache()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        string root = Path.Combine(folder["store"], "models--tests--tiny-bert");
        Assert.Equal(Path.Combine(root, "snapshots", bertCommit), snapshot);
        Assert.Equal(bertCommit, File.ReadAllText(Path.Combine(root, "refs", "main")));
        foreach (string file in FilesOf(snapshot))
        {
            string id = LoopbackHub.IdOf(file, File.ReadAllBytes(Path.Combine(folder["bert"], file)));
            Assert.True(File.Exists(Path.Combine(root, "blobs", id)), file);
            Assert.Equal(Path.Combine(root, "blobs", id), new FileInfo(Path.Combine(snapshot, file)).ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        Assert.Equal(FilesOf(snapshot).Length, Directory.GetFiles(Path.Combine(root, "blobs")).Length);
    }

    [Fact]
    public async Task Sha256OfEveryFileIsRecorded()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        var record = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(Path.Combine(folder["store"], "models--tests--tiny-bert", ".sha256", $"{bertCommit}.2.json")))!;
        Assert.Equal(FilesOf(snapshot).Order(), record.Keys.Order());
        foreach (var (file, sha256) in record)
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(snapshot, file)))), sha256);
    }

    [Fact]
    public async Task CommitIsNotAskedForTwiceAndBranchIsOneRequest()
    {
        await Store.DownloadAsync(Bert);
        int before = hub.Requests.Count;
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = bertCommit });
        Assert.Equal(before, hub.Requests.Count);
        await Store.DownloadAsync(Bert);
        Assert.Equal(before + 1, hub.Requests.Count);
    }

    [Fact]
    public async Task BranchThatMovedIsFollowedAndSharesBlobs()
    {
        await Store.DownloadAsync(Bert);
        File.WriteAllText(Path.Combine(folder["bert"], "README.md"), "changed");
        string commit = hub.Add(Bert, folder["bert"]);
        int before = hub.Requests.Count;
        string snapshot = await Store.DownloadAsync(Bert);
        Assert.EndsWith(commit, snapshot);
        Assert.Equal(["README.md"], hub.Requests.Skip(before + 1).Select(request => request.Path.Split('/')[^1]));
    }

    [Fact]
    public async Task OfflineWithAFullCacheOpensNoConnection()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        await using var other = await LoopbackHub.StartAsync();
        var handler = new CountingHandler();
        var options = new ModelStoreOptions { Endpoint = other.Endpoint, Offline = true, HttpClient = new HttpClient(handler) };
        Assert.Equal(snapshot, await new ModelStore(folder["store"], options).DownloadAsync(Bert));
        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Revision = bertCommit, Store = new ModelStore(folder["store"], options) });
        Assert.Equal((0, 0), (handler.Count, other.Connections));
    }

    [Fact]
    public async Task OfflineWithoutTheModelSaysWhatToDo()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert));
        Assert.Contains(Bert, error.Message);
        Assert.Contains("HF_HUB_OFFLINE", error.Message);
        Assert.Equal(0, hub.Connections);
    }

    [Fact]
    public async Task WhatTheHubsOwnToolsDownloadedIsUsed()
    {
        await Store.DownloadAsync(Bert);
        // They make no record.
        Directory.Delete(Path.Combine(folder["store"], "models--tests--tiny-bert", ".sha256"), recursive: true);
        using var model = await TextEmbeddingModel.FromHubAsync(Bert, new HubModelOptions { Store = OfflineStore });
        Assert.Equal(0, hub.Requests.Count(request => request.Path.Contains("tiny-static")));

        int before = hub.LargeRequests.Count;
        await Store.DownloadAsync(Bert);
        Assert.Equal(before, hub.LargeRequests.Count);
    }

    [Fact]
    public async Task SnapshotThatMayLackItsModulesIsNotUsedOffline()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        string root = Path.Combine(folder["store"], "models--tests--tiny-bert");
        Directory.Delete(Path.Combine(root, ".sha256"), recursive: true);
        File.Delete(Path.Combine(snapshot, "modules.json"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert));

        Directory.CreateDirectory(Path.Combine(root, ".no_exist", bertCommit));
        File.WriteAllText(Path.Combine(root, ".no_exist", bertCommit, "modules.json"), "");
        Assert.Equal(snapshot, await OfflineStore.DownloadAsync(Bert));
    }

    [Theory]
    [InlineData("modules.json")]
    [InlineData("1_Pooling/config.json")]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    public async Task SnapshotOfAnotherToolIsCompletedOnlineAndNotUsedOffline(string file)
    {
        string snapshot = await Store.DownloadAsync(Bert);
        Directory.Delete(Path.Combine(folder["store"], "models--tests--tiny-bert", ".sha256"), recursive: true);
        File.Delete(Path.Combine(snapshot, file));
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { Revision = bertCommit }));
        Assert.Contains($"'{file}'", error.Message);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = bertCommit });
        Assert.True(File.Exists(Path.Combine(snapshot, file)));
        await OfflineStore.DownloadAsync(Bert, new ModelDownloadOptions { Revision = bertCommit });
    }

    [Fact]
    public async Task SnapshotOfAnotherToolIsLookedAtOnceMoreThoughItsCommitIsKnown()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        Directory.Delete(Path.Combine(folder["store"], "models--tests--tiny-bert", ".sha256"), recursive: true);
        // Nothing in the folder tells that this one belongs to it.
        string length = Path.Combine(snapshot, "sentence_bert_config.json");
        File.Delete(length);
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = bertCommit });
        Assert.True(File.Exists(length));
    }

    [Fact]
    public async Task TwoGraphsOfOneCommitDownloadedAtOnceAreBothRecorded()
    {
        string model = Path.Combine(folder["bert"], "onnx");
        for (int i = 0; i < 8; i++)
            File.Copy(Path.Combine(model, "model.onnx"), Path.Combine(model, $"model_{i}.onnx"));
        hub.Add(Bert, folder["bert"]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => new ModelStore(folder["store"], Options).DownloadAsync(Bert, new ModelDownloadOptions { GraphFile = $"onnx/model_{i}.onnx" })));
        string record = Directory.GetFiles(Path.Combine(folder["store"], "models--tests--tiny-bert", ".sha256")).Single();
        Assert.All(Enumerable.Range(0, 8), i => Assert.Contains($"onnx/model_{i}.onnx", File.ReadAllText(record)));
    }

    [Fact]
    public async Task SignedAddressIsNoPartOfAMessage()
    {
        hub.Misbehave = request => request.Path.EndsWith("model.onnx", StringComparison.Ordinal) ? new HubFault(Status: 302, Location: "ws://files.example/model?signature=secret") : null;
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store.DownloadAsync(Bert));
        Assert.Contains("ws://files.example/model", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("vocab.txt")]
    public async Task FlippedByteIsRefusedAndFetchedAgain(string file)
    {
        string snapshot = await Store.DownloadAsync(Bert);
        string path = new FileInfo(Path.Combine(snapshot, file)).ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        byte[] good = File.ReadAllBytes(path);
        byte[] bad = [.. good];
        bad[bad.Length / 2] ^= 1;
        File.WriteAllBytes(path, bad);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OfflineStore.DownloadAsync(Bert));
        Assert.Contains(Path.GetFileName(file), error.Message);
        Assert.Contains("Download the model again", error.Message);

        // A commit too: no request would be needed if the file were good.
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Revision = bertCommit });
        Assert.Equal(good, File.ReadAllBytes(Path.Combine(snapshot, file)));
        await OfflineStore.DownloadAsync(Bert);
    }

    [Fact]
    public async Task HubThatDoesNotAnswerIsNotNeededForWhatIsHere()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        hub.Misbehave = _ => new HubFault(Status: 503);
        int before = hub.Requests.Count;
        Assert.Equal(snapshot, await Store.DownloadAsync(Bert));
        Assert.Equal(before + 1, hub.Requests.Count);
        var error = await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store.DownloadAsync(Static));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
    }

    [Fact]
    public async Task MirrorWithoutHashesInItsListingIsAskedForEachFile()
    {
        hub.ListsHashes = false;
        string snapshot = await Store.DownloadAsync(Bert);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["bert"], "onnx/model.onnx")), File.ReadAllBytes(Path.Combine(snapshot, "onnx/model.onnx")));
        Assert.Equal(FilesOf(snapshot).Length, hub.Requests.Count(request => request.Method == "HEAD"));
        Assert.DoesNotContain(hub.LargeRequests, request => request.Method == "HEAD");
    }

    [Fact]
    public async Task RepositoryWithANewNameIsFoundByItsOldOne()
    {
        hub.Misbehave = request => request.Path.Contains("/old-name") ? new HubFault(Status: 307, Location: request.Path.Replace("tests/old-name", Bert)) : null;
        string snapshot = await Store.DownloadAsync("tests/old-name");
        Assert.Contains("models--tests--old-name", snapshot);
        Assert.Contains("onnx/model.onnx", FilesOf(snapshot));
    }

    [Fact]
    public async Task TokenIsSentToTheHubAlone()
    {
        await new ModelStore(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = false, Token = "hf_secret" }).DownloadAsync(Bert);
        Assert.All(hub.Requests, request => Assert.Equal(request.Path.StartsWith("/large/") ? null : "Bearer hf_secret", request.Authorization));
        Assert.NotEmpty(hub.LargeRequests);
    }

    [Fact]
    public async Task ClientOfTheUserSendsAllRequests()
    {
        using var handler = new CountingHandler();
        using var client = new HttpClient(handler);
        await new ModelStore(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = false, Token = null, HttpClient = client }).DownloadAsync(Bert);
        // The handler follows the redirect by itself.
        Assert.Equal(hub.Requests.Count - hub.LargeRequests.Count, handler.Count);
    }

    /// <summary>Even where the user's handler follows redirects by itself.</summary>
    [Fact]
    public async Task TokenStaysWithTheHubWhateverTheClient()
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        await new ModelStore(folder["store"], new ModelStoreOptions { Endpoint = hub.Endpoint, Offline = false, Token = "hf_secret", HttpClient = client }).DownloadAsync(Bert);
        Assert.NotEmpty(hub.LargeRequests);
        Assert.All(hub.LargeRequests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task ProgressCountsEveryFileToItsEnd()
    {
        var reports = new ProgressList();
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Progress = reports });
        var byFile = reports.Reports.GroupBy(report => report.FileName).ToList();
        Assert.Equal(8, byFile.Count);
        Assert.All(byFile, file => Assert.Equal(file.Last().TotalBytes, file.Last().BytesReceived));
        Assert.All(byFile, file => Assert.Equal(file.Select(report => report.BytesReceived).Order(), file.Select(report => report.BytesReceived)));

        reports.Reports.Clear();
        await Store.DownloadAsync(Bert, new ModelDownloadOptions { Progress = reports });
        Assert.Empty(reports.Reports);
    }

    [Fact]
    public async Task DamagedSnapshotWithoutTheHubIsRefused()
    {
        string snapshot = await Store.DownloadAsync(Bert);
        File.AppendAllText(Path.Combine(snapshot, "vocab.txt"), "x");
        hub.Misbehave = _ => new HubFault(Status: 503);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Store.DownloadAsync(Bert));
    }

    private static string[] FilesOf(string snapshot) =>
        [.. Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(snapshot, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
