namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// A lock between processes and threads: an open file that nobody else may open. It ends with its process, however that ends. On Unix it is flock, as
/// in Hugging Face's own tools, so that both may use one cache at once.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock; disposing of the result gives it back. The file stays: to delete it would let two have it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="waits">Called once if somebody else has the lock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The file can't be opened, or is a symbolic link.</exception>
    public static async Task<IDisposable> AcquireAsync(string path, Action waits, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (bool isFirst = true; ; isFirst = false)
        {
            if (PartialFile.IsLink(path))
                throw new IOException($"'{path}' is a symbolic link, and a lock is a file of its own. Delete it.");
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
                if (isFirst)
                    waits();
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows; anything else would not go away by waiting.</summary>
    private static bool IsHeldByAnother(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32;
}
