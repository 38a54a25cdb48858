namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Progress of the download of a model's file. Files that the store has already are not reported. Immutable and thread-safe.</summary>
public sealed class ModelDownloadProgress
{
    internal ModelDownloadProgress(string fileName, long bytesReceived, long? totalBytes, TimeSpan? wait = null, string? waitReason = null)
    {
        FileName = fileName;
        BytesReceived = bytesReceived;
        TotalBytes = totalBytes;
        Wait = wait;
        WaitReason = waitReason;
    }

    /// <summary>Path of the file in the repository, such as <c>onnx/model.onnx</c>; empty during the request for the list of files.</summary>
    public string FileName { get; }

    /// <summary>Number of bytes of the file on disk, including those of an earlier, interrupted download.</summary>
    public long BytesReceived { get; }

    /// <summary>Size of the file in bytes; null if the hub does not state it.</summary>
    public long? TotalBytes { get; }

    /// <summary>Delay before the store sends a failed request again; null while bytes arrive, and while another process downloads the file.</summary>
    public TimeSpan? Wait { get; }

    /// <summary>Reason for which the store waits, as a sentence; null while bytes arrive.</summary>
    public string? WaitReason { get; }
}
