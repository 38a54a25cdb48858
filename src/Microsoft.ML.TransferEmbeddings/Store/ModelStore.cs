using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A folder of pretrained models from the Hugging Face Hub, in the layout of Hugging Face's own cache, so that Python and .NET use each other's downloads. Only
/// <see cref="DownloadAsync(string, CancellationToken)"/> and <c>FromHubAsync</c> of the models download anything.
/// </summary>
/// <remarks>
/// Immutable and thread-safe, also between processes: a download is written under a lock to a temporary file, which becomes the model's file when it is complete and
/// its hash is right. An interrupted download continues where it stopped, even in another process.
/// </remarks>
public sealed class ModelStore
{
    private readonly ModelStoreOptions options;

    /// <summary>Creates a store in a folder.</summary>
    /// <param name="folder">Path of the cache folder, which is created by the first download.</param>
    /// <param name="options">Settings of the connection to the hub; null, the default, for those of the environment.</param>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="options"/> is null and the environment variable <c>HF_ENDPOINT</c> is not an http or https
    /// address, or the token of the environment or of the login is none.</exception>
    public ModelStore(string folder, ModelStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        this.options = options ?? new ModelStoreOptions();
    }

    /// <summary>Full path of the cache folder.</summary>
    public string Folder { get; }

    /// <summary>
    /// Creates a store by the environment variables, with their settings (<see cref="ModelStoreOptions"/>): in the folder <c>HF_HUB_CACHE</c>, or else
    /// <c>HUGGINGFACE_HUB_CACHE</c>, or else <c>HF_HOME</c>/hub, or else <c>XDG_CACHE_HOME</c>/huggingface/hub, or else
    /// <c>Microsoft.ML.TransferEmbeddings/models</c> in the user's local application data. "~" and variables such as $HOME in them are expanded. This is the default
    /// store.
    /// </summary>
    /// <returns>The store. Later changes of the environment do not affect it.</returns>
    /// <exception cref="InvalidOperationException">No environment variable names a folder and the user has no local application data, or one names the home of another
    /// user; <c>HF_ENDPOINT</c> is not an http or https address; or the token of the environment or of the login is none.</exception>
    public static ModelStore FromEnvironment() => new(HubEnvironment.CacheFolder);

    /// <summary>
    /// Downloads a model's files with the default options, unless the store has them: the newest commit of the branch <c>main</c>, and the usual graph or table.
    /// </summary>
    /// <inheritdoc cref="DownloadAsync(string, ModelDownloadOptions, CancellationToken)"/>
    public Task<string> DownloadAsync(string repository, CancellationToken cancellationToken = default) =>
        DownloadAsync(repository, new ModelDownloadOptions(), cancellationToken);

    /// <summary>
    /// Downloads a model's files that are missing in the store or damaged: configuration, tokenizer and either the ONNX graph or the table of a static model, and nothing
    /// else of the repository. All files are checked by their hashes. A commit that is complete in the store needs no request; for a branch or a tag the hub is asked
    /// for its commit, and if it does not answer, the commit in the store is used. Nothing runs on the caller's thread.
    /// </summary>
    /// <param name="repository">The repository's name, such as <c>sentence-transformers/all-MiniLM-L6-v2</c>.</param>
    /// <param name="options">Revision, ONNX file and progress.</param>
    /// <param name="cancellationToken">Cancels the download. The bytes that have arrived are kept for the next one.</param>
    /// <returns>Path of the folder with the model's files, for <see cref="TextEmbeddingModel.FromDirectory"/>. Do not write to it.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="repository"/> is not a valid name.</exception>
    /// <exception cref="HttpRequestException">The hub can't be reached, or it refuses: no such repository or revision (404), no access (401, 403), too many
    /// requests (429). The message says what to do.</exception>
    /// <exception cref="FileNotFoundException">The repository has no weights that can be used, or the store is offline and does not have the model.</exception>
    /// <exception cref="NotSupportedException">A module of the model has its weights only in a Python pickle.</exception>
    /// <exception cref="InvalidDataException">The hub sent wrong bytes, another commit than the requested one or something other than a list of files, or the store is
    /// offline and one of its files is damaged.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<string> DownloadAsync(string repository, ModelDownloadOptions options, CancellationToken cancellationToken = default) =>
        EnsureAsync(repository, options, forTexts: false, cancellationToken);

    /// <summary>
    /// <see cref="DownloadAsync(string, ModelDownloadOptions, CancellationToken)"/> by a caller who knows whether texts will be encoded: then a snapshot
    /// without a tokenizer is not whole, even if it would do for pictures. Otherwise the files tell what the model is.
    /// </summary>
    internal Task<string> EnsureAsync(string repository, ModelDownloadOptions wanted, bool forTexts, CancellationToken cancellationToken)
    {
        HubNames.CheckRepository(repository);
        ArgumentNullException.ThrowIfNull(wanted, nameof(options));
        // Files are read and hashed before the first request: keep that off the caller's (UI) thread.
        return Task.Run(() => FindOrFetchAsync(repository, wanted, forTexts, cancellationToken), cancellationToken);
    }

    private async Task<string> FindOrFetchAsync(string repository, ModelDownloadOptions wanted, bool forTexts, CancellationToken cancellationToken)
    {
        string revision = wanted.Revision;
        var snapshot = new HubSnapshot(new HubCache(Folder, repository), revision, wanted.GraphFile, forTexts);
        string? damaged = snapshot.IsWhole ? await snapshot.FindDamagedAsync(cancellationToken).ConfigureAwait(false) : null;
        bool isSound = snapshot.IsWhole && damaged is null;
        if (isSound && (options.Offline || (HubNames.IsCommit(revision) && snapshot.IsRecorded)))
            return snapshot.Folder;
        if (options.Offline)
            throw Offline(repository, revision, snapshot, damaged);

        var hub = new HubClient(options);
        var reports = new HubReports(wanted.Progress, options.Log);
        // Who has the model need not wait for a hub that does not answer.
        var listRetry = new HubRetry(isSound ? 0 : options.MaxRetries, options.RetryDelay);
        HubListing listing;
        try
        {
            listing = await listRetry.RunAsync(
                () => hub.ListAsync(repository, revision, cancellationToken),
                madeProgress: () => false,
                waits: (wait, reason) => reports.Waits(file: null, 0, wait, reason),
                cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (isSound && (e.IsTransient || e.StatusCode is null))
        {
            return snapshot.Folder;
        }
        if (isSound && snapshot.IsRecordOf(listing.Commit))
            return snapshot.Folder;
        string folder = await FetchAsync(hub, reports, listing, repository, wanted, forTexts, cancellationToken).ConfigureAwait(false);
        // Last, so that a branch never points to half a model.
        if (!HubNames.IsCommit(revision))
            new HubCache(Folder, repository).SetCommit(revision, listing.Commit);
        return folder;
    }

    private async Task<string> FetchAsync(
        HubClient hub, HubReports reports, HubListing listing, string repository, ModelDownloadOptions wanted, bool forTexts, CancellationToken cancellationToken)
    {
        var cache = new HubCache(Folder, repository);
        var download = new HubDownload(hub, new HubRetry(options.MaxRetries, options.RetryDelay), cache, repository, listing.Commit, reports);
        var files = listing.Files.ToDictionary(file => file.Path);
        var done = new List<HubFile>();
        foreach (var file in listing.Files.Where(file => HubFileSelection.IsDescription(file.Path)))
            done.Add(await download.EnsureAsync(file, cancellationToken).ConfigureAwait(false));

        string snapshot = cache.SnapshotFolder(listing.Commit);
        var modules = HubModules.Read(snapshot);
        if (modules.Weighted.FirstOrDefault(IsPickled) is { } pickled)
            throw Pickled(repository, listing, pickled);
        string? modelType = HubSnapshot.ReadModelType(snapshot);
        // Folders of modules may have any name.
        var deciding = HubFileSelection.Deciding(modules, modelType, forTexts, files.ContainsKey).ToList();
        foreach (string path in deciding.Where(path => files.ContainsKey(path) && !HubFileSelection.IsDescription(path)))
            done.Add(await download.EnsureAsync(files[path], cancellationToken).ConfigureAwait(false));
        var weights = HubFileSelection.Weights(files.Keys, modelType, modules, wanted.GraphFile);
        if (weights.Count == 0)
            throw NoWeights(repository, listing, wanted.GraphFile);
        foreach (string path in weights)
            done.Add(await download.EnsureAsync(files[path], cancellationToken).ConfigureAwait(false));
        foreach (string path in HubFileSelection.WeightsBeside(weights[^1], cache.SnapshotFile(listing.Commit, weights[^1])))
        {
            var file = files.GetValueOrDefault(path) ?? throw NoWeightsBeside(repository, listing, weights[^1], path);
            done.Add(await download.EnsureAsync(file, cancellationToken).ConfigureAwait(false));
        }

        var hashes = new Dictionary<string, string>();
        foreach (var file in done)
            hashes[file.Path] = await Sha256Async(file).ConfigureAwait(false);
        foreach (string path in deciding.Concat(HubFileSelection.Candidates(modules, wanted.GraphFile)).Where(path => !files.ContainsKey(path)))
            cache.MarkAbsent(listing.Commit, path);
        await cache.RecordAsync(listing.Commit, hashes, cancellationToken).ConfigureAwait(false);
        return snapshot;

        bool IsPickled(string folder) => !files.ContainsKey($"{folder}/model.safetensors") && files.ContainsKey($"{folder}/pytorch_model.bin");

        async Task<string> Sha256Async(HubFile file) => file.ContentId!.Length == 64
            ? file.ContentId
            : await ContentId.Sha256Async(cache.SnapshotFile(listing.Commit, file.Path), cancellationToken).ConfigureAwait(false);
    }

    private Exception Offline(string repository, string revision, HubSnapshot snapshot, string? damaged)
    {
        const string offline = "The store is offline (HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE or ModelStoreOptions.Offline)";
        if (damaged is not null)
            return new InvalidDataException($"'{damaged}' is damaged: its hash is not the recorded one. {offline}. Download the model again while online.");
        string lack = snapshot.IsEmpty || snapshot.Missing.Count == 0
            ? "."
            : $" as a whole. It lacks {string.Join(", ", snapshot.Missing.Select(path => $"'{path}'"))}, or a mark that the repository does not have it.";
        return new FileNotFoundException(
            $"'{Folder}' does not have '{repository}' at revision '{revision}'{lack} {offline}. " +
            "Download the model once while online.");
    }

    private static NotSupportedException Pickled(string repository, HubListing listing, string folder) => new(
        $"'{repository}' at {listing.Commit} has the weights of a module in '{folder}/pytorch_model.bin', a Python pickle, which is not read. " +
        "Convert it: save the model again with sentence-transformers (safe_serialization=True), which writes model.safetensors, and use " +
        "TextEmbeddingModel.FromDirectory.");

    private static FileNotFoundException NoWeightsBeside(string repository, HubListing listing, string graph, string path) =>
        new(
            $"'{repository}' at {listing.Commit} has a graph '{graph}' whose weights are in '{path}', and no such file. " +
            "Name another one of its graphs (GraphFile), or choose another repository.");

    private static FileNotFoundException NoWeights(string repository, HubListing listing, string? graphFile)
    {
        var paths = listing.Files.Select(file => file.Path);
        const int mostNamed = 20;
        string[] graphs = [.. paths.Where(path => path.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string missing = graphFile is null
            ? "no weights that can be used: neither onnx/model.onnx nor model.onnx, nor model.safetensors of a static model (Model2Vec)"
            : $"no '{graphFile}'";
        string advice = graphs.Length > 0
            ? $"Name one of its graphs (GraphFile): {string.Join(", ", graphs.Take(mostNamed))}{(graphs.Length > mostNamed ? $" and {graphs.Length - mostNamed:N0} more" : "")}."
            : "Choose a repository with an ONNX graph, or export one with 'optimum-cli export onnx' and use TextEmbeddingModel.FromDirectory.";
        return new FileNotFoundException($"'{repository}' at {listing.Commit} has {missing}. {advice}");
    }
}
