namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a new file beside <paramref name="path"/>, which takes its place when it is complete. Where that fails, what was there is as it was. A symbolic link stays: the
    /// file that it leads to is replaced. On Unix the new file has the permissions of the one that it replaces.
    /// </summary>
    public static void Write(string path, Action<Stream> write) => ReplaceEntry(TargetOf(path), write);

    /// <summary>As <see cref="Write"/>, but a symbolic link is replaced itself: for places in which somebody else may have put one.</summary>
    public static void ReplaceEntry(string path, Action<Stream> write)
    {
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var stream = Create(partial, ModeOf(path)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static string TargetOf(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Null where there is no file, and where permissions are not those of Unix.</summary>
    private static UnixFileMode? ModeOf(string path) =>
        !OperatingSystem.IsWindows() && new FileInfo(path) is { Exists: true, LinkTarget: null } file ? file.UnixFileMode : null;

    private static FileStream Create(string path, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (OperatingSystem.IsWindows() || mode is not { } whole)
            return new FileStream(path, options);
        // From the first byte on: what only its owner may read must not be read while it is written.
        options.UnixCreateMode = whole;
        var stream = new FileStream(path, options);
        // The process's mask may have taken permissions away.
        File.SetUnixFileMode(stream.SafeFileHandle, whole);
        return stream;
    }
}
