namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>Folders whose files are there all or not at all.</summary>
internal static class AtomicFolder
{
    /// <summary>
    /// Writes files into a new folder, and moves it, or its files into a folder that is there already, when all are complete. Other files of such a folder stay. Where
    /// something fails, what was there is as it was. Where the process ends between two moves, the folder lacks the file named <paramref name="last"/>.
    /// </summary>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="last">The name of the file without which the others are of no use.</param>
    /// <param name="write">Writes the files into the folder whose path it is given.</param>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static void Write(string folder, string last, Action<string> write)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        bool isThere = Directory.Exists(folder);
        // Inside a folder that is there: it may be a link, or a disk of its own.
        string partial = isThere ? Path.Combine(folder, $".{Guid.NewGuid():N}.partial") : $"{folder}.{Guid.NewGuid():N}.partial";
        Directory.CreateDirectory(partial);
        try
        {
            write(partial);
            if (isThere)
                Exchange(folder, partial, last);
            else
                Directory.Move(partial, folder);
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>The file without which the others are of no use goes first and comes last.</summary>
    private static void Exchange(string folder, string partial, string last)
    {
        string[] names = [.. Directory.EnumerateFiles(partial).Select(file => Path.GetFileName(file)).OrderBy(name => name != last)];
        string former = Directory.CreateDirectory(Path.Combine(partial, "former")).FullName;
        var undo = new Stack<(string From, string To)>();
        try
        {
            foreach (string name in names.Where(name => File.Exists(Path.Combine(folder, name))))
                Move(Path.Combine(folder, name), Path.Combine(former, name));
            foreach (string name in names.Reverse())
                Move(Path.Combine(partial, name), Path.Combine(folder, name));
        }
        catch
        {
            foreach (var (from, to) in undo)
                File.Move(from, to);
            throw;
        }

        void Move(string from, string to)
        {
            File.Move(from, to);
            undo.Push((to, from));
        }
    }
}
