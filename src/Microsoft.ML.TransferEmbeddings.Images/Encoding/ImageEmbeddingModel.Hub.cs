namespace Microsoft.ML.TransferEmbeddings;

public sealed partial class ImageEmbeddingModel
{
    /// <summary>
    /// Reads a model of the Hugging Face Hub with the default options: the newest commit of the branch <c>main</c>, kept in the environment's store
    /// (<see cref="ModelStore.FromEnvironment"/>).
    /// </summary>
    /// <inheritdoc cref="FromHubAsync(string, HubModelOptions, ImageEmbeddingModelOptions?, CancellationToken)"/>
    /// <example>
    /// <code>
    /// using var encoder = await ImageEmbeddingModel.FromHubAsync("Xenova/vit-base-patch16-224");
    /// </code>
    /// </example>
    public static Task<ImageEmbeddingModel> FromHubAsync(string repository, CancellationToken cancellationToken = default) =>
        FromHubAsync(repository, new HubModelOptions(), options: null, cancellationToken);

    /// <summary>
    /// Reads a model of the Hugging Face Hub: files that the store lacks are downloaded
    /// (<see cref="ModelStore.DownloadAsync(string, ModelDownloadOptions, CancellationToken)"/>), then the folder is read as by <see cref="FromDirectory"/>. Both
    /// run on the thread pool.
    /// </summary>
    /// <param name="repository">The repository's name, such as <c>Xenova/vit-base-patch16-224</c>.</param>
    /// <param name="hub">Revision, store and progress.</param>
    /// <param name="options">Settings that override the model's own; null for none.</param>
    /// <param name="cancellationToken">Cancels the download. The bytes that have arrived are kept for the next one.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="repository"/> or <paramref name="hub"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="repository"/> is not a valid name, or <paramref name="options"/> ask for something that the network does
    /// not have.</exception>
    /// <exception cref="HttpRequestException">The hub can't be reached or refuses; the message says what to do.</exception>
    /// <exception cref="FileNotFoundException">The repository lacks a file that the model needs, or the store is offline and does not have the
    /// model.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The model needs something that this version does not support; the message names it.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<ImageEmbeddingModel> FromHubAsync(
        string repository, HubModelOptions hub, ImageEmbeddingModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var store = hub.Store ?? ModelStore.FromEnvironment();
        var download = new ModelDownloadOptions { Revision = hub.Revision, GraphFile = options?.GraphFile, Progress = hub.Progress };
        string folder = await store.DownloadAsync(repository, download, cancellationToken).ConfigureAwait(false);
        // Loading is CPU-bound and can take seconds: keep it off the caller's (UI) thread.
        return await Task.Run(() => FromDirectory(folder, options), cancellationToken).ConfigureAwait(false);
    }
}
