namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of the download of a model's file. Files that the store has already are not reported. Immutable and thread-safe.</summary>
public sealed class ModelDownloadProgress
{
    internal ModelDownloadProgress(string fileName, long bytesReceived, long? totalBytes)
    {
        FileName = fileName;
        BytesReceived = bytesReceived;
        TotalBytes = totalBytes;
    }

    /// <summary>Path of the file in the repository, such as <c>onnx/model.onnx</c>.</summary>
    public string FileName { get; }

    /// <summary>Number of bytes of the file on disk, including those of an earlier, interrupted download.</summary>
    public long BytesReceived { get; }

    /// <summary>Size of the file in bytes; null if the hub does not state it.</summary>
    public long? TotalBytes { get; }
}
