namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>What has come of a download so far.</summary>
internal static class PartialFile
{
    /// <summary>
    /// Opens the file, or a new one. A cache may belong to several people: a symbolic link that one of them put in the file's place is removed and not followed.
    /// </summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static FileStream Open(string path)
    {
        if (IsLink(path))
            File.Delete(path);
        // No buffer: what came is in the file even if this process is killed.
        var stream = new FileStream(path, File.Exists(path) ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (!IsLink(path))
            return stream;
        stream.Dispose();
        throw new IOException($"'{path}' became a symbolic link while it was opened, and is not written to. Delete it, and try again.");
    }

    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
