namespace Microsoft.ML.TransferEmbeddings;

public sealed partial class TextEmbeddingModel
{
    /// <summary><see cref="FromHubAsync"/>, waited for.</summary>
    /// <inheritdoc cref="FromHubAsync"/>
    public static TextEmbeddingModel FromHub(
        string repository,
        string revision = "main",
        TextEmbeddingModelOptions? options = null,
        ModelStore? store = null,
        IProgress<ModelDownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        FromDirectory(
            (store ?? ModelStore.Default).EnsureAsync(repository, revision, options?.GraphFile, forTexts: true, progress, cancellationToken).GetAwaiter().GetResult(), options);

    /// <summary>
    /// Reads a model of the Hugging Face Hub: what the store lacks is downloaded (<see cref="ModelStore.DownloadAsync"/>), then the folder is read as
    /// <see cref="FromDirectory"/> does.
    /// </summary>
    /// <param name="repository">The repository's name, such as <c>sentence-transformers/all-MiniLM-L6-v2</c>; <see cref="KnownModels"/> has some.</param>
    /// <param name="revision">A branch, a tag or a commit (40 hexadecimal digits). A commit gives the same vectors always and, once it is in the store, is read
    /// without a word to the hub.</param>
    /// <param name="options">What overrides the model's own settings; null for nothing.</param>
    /// <param name="store">Where the files go; <see cref="ModelStore.Default"/> where it is null.</param>
    /// <param name="progress">Told of bytes as they come, from threads of the pool.</param>
    /// <param name="cancellationToken">Ends the download; what came is kept for the next one.</param>
    /// <exception cref="ArgumentException">A name is none, or <see cref="TextEmbeddingModelOptions.MaxTokens"/> is more than the network has positions.</exception>
    /// <exception cref="HttpRequestException">The hub can't be reached or refuses; the message says what to do.</exception>
    /// <exception cref="FileNotFoundException">The repository lacks a file that the model needs, or the store is offline and does not have the model.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the vocabulary does not fit the model; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The model asks for something that this version can't do; the message names it.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<TextEmbeddingModel> FromHubAsync(
        string repository,
        string revision = "main",
        TextEmbeddingModelOptions? options = null,
        ModelStore? store = null,
        IProgress<ModelDownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        string folder = await (store ?? ModelStore.Default)
            .EnsureAsync(repository, revision, options?.GraphFile, forTexts: true, progress, cancellationToken).ConfigureAwait(false);
        // Reading a large model takes a while, which a thread with a window has no time for.
        return await Task.Run(() => FromDirectory(folder, options), cancellationToken).ConfigureAwait(false);
    }

    internal override ModelReference RequireReference() =>
        source.Reference ?? throw new NotSupportedException($"The model can't be saved by reference (ModelStorage.Reference): {source.NoReference}");
}
