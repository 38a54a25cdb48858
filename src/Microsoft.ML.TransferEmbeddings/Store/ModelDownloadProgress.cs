namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How far the download of a model's file is. A file that the store has already is not reported.</summary>
public sealed class ModelDownloadProgress
{
    internal ModelDownloadProgress(string fileName, long bytesReceived, long? totalBytes)
    {
        FileName = fileName;
        BytesReceived = bytesReceived;
        TotalBytes = totalBytes;
    }

    /// <summary>The file's path in the repository, such as <c>onnx/model.onnx</c>.</summary>
    public string FileName { get; }

    /// <summary>Bytes of the file that are on disk, those of an earlier download that was cut off among them.</summary>
    public long BytesReceived { get; }

    /// <summary>The file's size in bytes; null where the hub does not tell it.</summary>
    public long? TotalBytes { get; }
}
