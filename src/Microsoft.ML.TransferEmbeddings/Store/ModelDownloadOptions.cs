using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of <see cref="ModelStore.DownloadAsync(string, ModelDownloadOptions, CancellationToken)"/>. Immutable; as thread-safe as <see cref="Progress"/>.
/// </summary>
public sealed class ModelDownloadOptions
{
    internal const string DefaultRevision = "main";

    private readonly string revision = DefaultRevision;
    private readonly string? graphFile;

    /// <summary>A branch, a tag or a commit (40 hexadecimal digits); default <c>main</c>. Only a commit never changes.</summary>
    /// <exception cref="ArgumentException">The value is not a valid name of a revision.</exception>
    public string Revision
    {
        get => revision;
        init => revision = HubNames.CheckedRevision(value, nameof(Revision));
    }

    /// <summary>
    /// Path in the repository of the ONNX file to use, such as <c>onnx/model_quantized.onnx</c>; null, the default, for onnx/model.onnx or model.onnx, or the table of a
    /// static model.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not the path of an ONNX file in a repository.</exception>
    public string? GraphFile
    {
        get => graphFile;
        init => graphFile = HubNames.CheckedGraphFile(value, nameof(GraphFile));
    }

    /// <summary>Receives the progress of each file, on threads of the thread pool; null, the default, for no reports.</summary>
    public IProgress<ModelDownloadProgress>? Progress { get; init; }
}
