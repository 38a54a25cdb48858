using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Which files of a repository <see cref="ModelStore.DownloadAsync(string, ModelDownloadOptions, CancellationToken)"/> makes sure of. Immutable; as thread-safe
/// as <see cref="Progress"/>.
/// </summary>
public sealed class ModelDownloadOptions
{
    internal const string DefaultRevision = "main";

    private readonly string revision = DefaultRevision;
    private readonly string? graphFile;

    /// <summary>A branch, a tag or a commit (40 hexadecimal digits); <c>main</c> by default. Only a commit never changes.</summary>
    /// <exception cref="ArgumentException">The value is not a valid name of a revision.</exception>
    public string Revision
    {
        get => revision;
        init => revision = HubNames.CheckedRevision(value, nameof(Revision));
    }

    /// <summary>
    /// The ONNX file to use, by its path in the repository, such as <c>onnx/model_quantized.onnx</c>; null, the default, for onnx/model.onnx or model.onnx, or
    /// the table of a static model.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not the path of an ONNX file in a repository.</exception>
    public string? GraphFile
    {
        get => graphFile;
        init => graphFile = HubNames.CheckedGraphFile(value, nameof(GraphFile));
    }

    /// <summary>Receives the bytes of each file as they come, on threads of the thread pool; null, the default, for no reports.</summary>
    public IProgress<ModelDownloadProgress>? Progress { get; init; }
}
