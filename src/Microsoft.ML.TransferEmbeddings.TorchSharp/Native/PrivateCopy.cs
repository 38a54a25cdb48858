namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

/// <summary>Files that only the user may write, kept from one process to the next.</summary>
internal static class PrivateCopy
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Writes a file unless one of this content is there; in a new folder where the user's cache can't be written to.</summary>
    /// <param name="content">The content.</param>
    /// <param name="name">The file's name.</param>
    /// <returns>The path.</returns>
    /// <exception cref="IOException">No folder can be written to.</exception>
    public static string Write(byte[] content, string name)
    {
        try
        {
            return Write(content, name, CacheFolder());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Write(content, name, Directory.CreateTempSubdirectory("transfer-embeddings-").FullName);
        }
    }

    public static string Write(byte[] content, string name, string folder)
    {
        string path = Path.Combine(folder, name);
        if (File.Exists(path) && content.AsSpan().SequenceEqual(File.ReadAllBytes(path)))
            return path;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly);
        // Another process may load the file at this moment: it is replaced, never written into.
        string part = Path.Combine(folder, $"{name}.{Environment.ProcessId}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllBytes(part, content);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
        return path;
    }

    private static string CacheFolder()
    {
        string? caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(caches))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            caches = home.Length > 0 ? Path.Combine(home, ".cache") : throw new IOException("The user has no home folder.");
        }
        return Path.Combine(caches, "transfer-embeddings");
    }
}
