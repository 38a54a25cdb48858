using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options for reading a model of the Hugging Face Hub: its revision and the store that keeps it. Immutable; as thread-safe as <see cref="Progress"/>.
/// </summary>
public sealed class HubModelOptions
{
    private readonly string revision = ModelDownloadOptions.DefaultRevision;

    /// <summary>
    /// A branch, a tag or a commit (40 hexadecimal digits); default <c>main</c>. A commit always gives the same vectors and, once it is in the store, is read without
    /// a request to the hub.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not a valid name of a revision.</exception>
    public string Revision
    {
        get => revision;
        init => revision = HubNames.CheckedRevision(value, nameof(Revision));
    }

    /// <summary>Store that keeps the files; null, the default, for <see cref="ModelStore.FromEnvironment"/>.</summary>
    public ModelStore? Store { get; init; }

    /// <summary>Receives the progress of each file, on threads of the thread pool; null, the default, for no reports.</summary>
    public IProgress<ModelDownloadProgress>? Progress { get; init; }
}
