using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A folder of pretrained models from the Hugging Face Hub, in the layout of Hugging Face's own cache: what Python has downloaded is used, and the
/// other way round. Nothing is downloaded but by <see cref="Download"/>, <see cref="DownloadAsync"/> and <c>TextEmbeddingModel.FromHub</c>.
/// </summary>
/// <remarks>
/// Thread-safe, and safe among processes: a file is written under a lock into a file of its own and takes its place when it is whole and its
/// hash is right. A download that was cut off, even by the end of its process, goes on where it was.
/// </remarks>
public sealed class ModelStore
{
    private static ModelStore? @default;
    private readonly ModelStoreOptions options;

    /// <param name="folder">The cache folder; it is created when something is downloaded.</param>
    /// <param name="options">How the hub is reached; null for the environment's settings.</param>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    public ModelStore(string folder, ModelStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        this.options = options ?? new ModelStoreOptions();
    }

    /// <summary>
    /// The store that is used where none is named, also by model zips that refer to their weights. At first it is in the folder <c>HF_HUB_CACHE</c>, else
    /// <c>HF_HOME</c>/hub, else <c>Microsoft.ML.TransferEmbeddings/models</c> in the user's local application data, with the environment's settings.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="InvalidOperationException">The environment names no folder and the user has none, or it has an address that is none.</exception>
    public static ModelStore Default
    {
        get => LazyInitializer.EnsureInitialized(ref @default, () => new ModelStore(HubEnvironment.CacheFolder));
        set => Volatile.Write(ref @default, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>The full path of the cache folder.</summary>
    public string Folder { get; }

    /// <summary><see cref="DownloadAsync"/>, waited for.</summary>
    /// <inheritdoc cref="DownloadAsync"/>
    public string Download(string repository, string revision = "main", IProgress<ModelDownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadAsync(repository, revision, progress, cancellationToken).GetAwaiter().GetResult();

    /// <summary>
    /// Makes sure that the store has a text model's files, all with the right hash, and downloads what is missing or damaged: configuration, tokenizer and
    /// either the ONNX graph or the table of a static model, nothing else of the repository. A commit that the store has whole is not asked for again; for
    /// a branch or tag the hub is asked for its commit, and where it does not answer, what the store has is used.
    /// </summary>
    /// <param name="repository">The repository's name, such as <c>sentence-transformers/all-MiniLM-L6-v2</c>.</param>
    /// <param name="revision">A branch, a tag or a commit (40 hexadecimal digits). Only a commit never changes.</param>
    /// <param name="progress">Told of bytes as they come, from threads of the pool.</param>
    /// <param name="cancellationToken">Ends the download; what came is kept for the next one.</param>
    /// <returns>The folder of the model's files, for <see cref="TextEmbeddingModel.FromDirectory"/>; not to be written to.</returns>
    /// <exception cref="ArgumentException">A name is none.</exception>
    /// <exception cref="HttpRequestException">The hub can't be reached, or it refuses: no such repository or revision (404), no access (401, 403), too many
    /// requests (429). The message says what to do.</exception>
    /// <exception cref="FileNotFoundException">The repository has no weights that can be used; or the store is offline and does not have the model.</exception>
    /// <exception cref="InvalidDataException">The hub sent wrong bytes; or the store is offline and a file of it is damaged.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<string> DownloadAsync(
        string repository, string revision = "main", IProgress<ModelDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        HubNames.CheckRepository(repository);
        HubNames.CheckRevision(revision);
        var snapshot = new HubSnapshot(new HubCache(Folder, repository), repository, revision);
        bool isHere = snapshot.IsWhole();
        if (options.Offline)
        {
            if (!isHere)
                throw new FileNotFoundException($"The store '{Folder}' does not have '{repository}' at revision '{revision}', or not all of it, and is offline (HF_HUB_OFFLINE or ModelStoreOptions.Offline). Download the model once while online.");
            return await snapshot.FindDamagedAsync(cancellationToken).ConfigureAwait(false) is { } damaged
                ? throw new InvalidDataException($"'{damaged}' is damaged: its hash is not the recorded one. The store is offline (HF_HUB_OFFLINE or ModelStoreOptions.Offline); download the model again while online.")
                : snapshot.Folder;
        }

        bool isSound = isHere && await snapshot.FindDamagedAsync(cancellationToken).ConfigureAwait(false) is null;
        if (isSound && HubNames.IsCommit(revision))
            return snapshot.Folder;

        var hub = new HubClient(options);
        // Who has the model need not wait for a hub that does not answer.
        var listRetry = new HubRetry(isSound ? 0 : options.MaxRetries, options.RetryDelay);
        HubListing listing;
        try
        {
            listing = await listRetry.RunAsync(() => hub.ListAsync(repository, revision, cancellationToken), () => false, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (e.IsTransient && isSound)
        {
            return snapshot.Folder;
        }
        return await FetchAsync(hub, listing, repository, revision, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> FetchAsync(
        HubClient hub, HubListing listing, string repository, string revision, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var cache = new HubCache(Folder, repository);
        var download = new HubDownload(hub, new HubRetry(options.MaxRetries, options.RetryDelay), cache, repository, listing.Commit, progress);
        var files = listing.Files.ToDictionary(file => file.Path);
        var done = new List<HubFile>();
        foreach (var file in listing.Files.Where(file => HubFileSelection.IsDescription(file.Path)))
            done.Add(await download.EnsureAsync(file, cancellationToken).ConfigureAwait(false));

        string? modelType = files.ContainsKey("config.json") ? HubSnapshot.ReadModelType(cache.SnapshotFile(listing.Commit, "config.json")) : null;
        var weights = HubFileSelection.Weights([.. files.Keys], modelType);
        if (weights.Count == 0)
        {
            throw new FileNotFoundException(
                $"'{repository}' at revision '{revision}' has no weights that can be used: neither onnx/model.onnx nor model.onnx, nor model.safetensors of a static model (Model2Vec). " +
                "Choose a repository with an ONNX graph, or export one with 'optimum-cli export onnx' and use TextEmbeddingModel.FromDirectory.");
        }
        foreach (string path in weights)
            done.Add(await download.EnsureAsync(files[path], cancellationToken).ConfigureAwait(false));

        var record = new Dictionary<string, string>(cache.ReadRecord(listing.Commit) ?? new Dictionary<string, string>());
        foreach (var file in done)
            record[file.Path] = await Sha256Async(file).ConfigureAwait(false);
        cache.WriteRecord(listing.Commit, record);
        // Last, so that a branch never points to half a model.
        if (!HubNames.IsCommit(revision))
            cache.SetCommit(revision, listing.Commit);
        return cache.SnapshotFolder(listing.Commit);

        async Task<string> Sha256Async(HubFile file) => file.ContentId!.Length == 64
            ? file.ContentId
            : await ContentId.Sha256Async(cache.SnapshotFile(listing.Commit, file.Path), cancellationToken).ConfigureAwait(false);
    }
}
