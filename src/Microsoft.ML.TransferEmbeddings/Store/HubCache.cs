using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// A repository's folder in a hub cache, in the layout of Hugging Face's own tools: <c>refs/</c> names the commit of a branch, <c>blobs/</c> holds
/// contents under their hashes, <c>snapshots/{commit}/</c> has the files as links to blobs, <c>.no_exist/{commit}/</c> an empty file for each that the
/// repository was found not to have. Ours alone is <c>.sha256/{commit}.{version}.json</c>: the SHA-256 of each file of a snapshot that is whole.
/// </summary>
internal sealed class HubCache(string folder, string repository)
{
    private const string FolderPrefix = "models--";


    private readonly string root = Path.Combine(folder, FolderName(repository));

    public string SnapshotFolder(string commit) => Path.Combine(root, "snapshots", commit);

    public string SnapshotFile(string commit, string path) => Path.Combine(SnapshotFolder(commit), Path.Combine(path.Split('/')));

    public string Blob(string id) => Path.Combine(root, "blobs", id);

    /// <param name="id">What is locked.</param>
    /// <param name="waits">Called once if somebody else has the lock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IDisposable> LockAsync(string id, Action waits, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(Path.Combine(folder, ".locks", FolderName(repository), $"{id}.lock"), waits, cancellationToken);

    /// <summary>Whether somebody looked for the file at this commit and the hub had none.</summary>
    public bool IsKnownToBeAbsent(string commit, string path) => File.Exists(AbsenceFile(commit, path));

    public void MarkAbsent(string commit, string path)
    {
        string file = AbsenceFile(commit, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            new FileStream(file, FileMode.CreateNew).Dispose();
        }
        catch (IOException) when (File.Exists(file) || PartialFile.IsLink(file))
        {
        }
    }

    /// <summary>The commit that the revision had when it was last looked up; null where it never was.</summary>
    public string? CommitOf(string revision)
    {
        if (HubNames.IsCommit(revision))
            return revision;
        string file = RefFile(revision);
        return File.Exists(file) && File.ReadAllText(file).Trim() is var commit && HubNames.IsCommit(commit) ? commit : null;
    }

    public void SetCommit(string revision, string commit)
    {
        if (CommitOf(revision) != commit)
            Replace(RefFile(revision), commit);
    }

    /// <summary>The paths of the files that a snapshot has, with '/'. A link whose blob is gone does not count.</summary>
    public IReadOnlyList<string> Files(string commit)
    {
        string snapshot = SnapshotFolder(commit);
        return Directory.Exists(snapshot)
            ? [.. Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories)
                .Where(HasContent)
                .Select(file => Path.GetRelativePath(snapshot, file).Replace('\\', '/'))]
            : [];
    }

    /// <summary>
    /// The hash that a file must have, as far as the cache itself knows it: from the record, else from the name of the blob that the link shows.
    /// </summary>
    public string? ExpectedId(string commit, string path, IReadOnlyDictionary<string, string>? record)
    {
        if (record?.TryGetValue(path, out string? sha256) == true)
            return sha256;
        string? blob = Path.GetFileName(new FileInfo(SnapshotFile(commit, path)).LinkTarget);
        return ContentId.IsValid(blob) ? blob : null;
    }

    /// <summary>Makes the snapshot's file the blob: a link, or the blob itself where the system or the account has no links.</summary>
    public void Link(string commit, string path, string id)
    {
        string file = SnapshotFile(commit, path), blob = Blob(id);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string temporary = $"{file}.{Guid.NewGuid():N}";
        try
        {
            File.CreateSymbolicLink(temporary, Path.GetRelativePath(Path.GetDirectoryName(file)!, blob));
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when ((e is UnauthorizedAccessException or IOException or PlatformNotSupportedException) && !File.Exists(temporary))
        {
            File.Move(blob, file, overwrite: true);
        }
    }

    /// <summary>SHA-256 by path; null where this snapshot was not made by a store, or not to its end.</summary>
    public IReadOnlyDictionary<string, string>? ReadRecord(string commit)
    {
        try
        {
            var record = (JsonNode.Parse(File.ReadAllBytes(RecordFile(commit))) as JsonObject)?.ToDictionary(file => file.Key, file => (string?)file.Value ?? "");
            return record?.Values.All(ContentId.IsValid) == true ? record : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Adds files to the record of a commit. Somebody may be adding those of another graph.</summary>
    public async Task RecordAsync(string commit, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        using (await LockAsync($"record.{commit}", () => { }, cancellationToken).ConfigureAwait(false))
        {
            var record = new SortedDictionary<string, string>(ReadRecord(commit)?.ToDictionary() ?? [], StringComparer.Ordinal);
            foreach (var (path, sha256) in files)
                record[path] = sha256;
            string json = Encoding.UTF8.GetString(JsonText.Indented(new JsonObject(record.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)))));
            string file = RecordFile(commit);
            if (!File.Exists(file) || File.ReadAllText(file) != json)
                Replace(file, json);
        }
    }

    /// <summary>Whether a folder is a snapshot of a hub cache, and of what.</summary>
    public static bool TryParseSnapshotFolder(string folder, [NotNullWhen(true)] out string? repository, [NotNullWhen(true)] out string? commit)
    {
        (repository, commit) = (null, null);
        string[] parts = folder.Split(Path.DirectorySeparatorChar);
        if (parts is not [.., var root, "snapshots", var last] || !root.StartsWith(FolderPrefix, StringComparison.Ordinal) || !HubNames.IsCommit(last))
            return false;
        string name = root[FolderPrefix.Length..].Replace("--", "/");
        if (!HubNames.IsRepository(name))
            return false;
        (repository, commit) = (name, last);
        return true;
    }

    private static bool HasContent(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.Exists ?? true;

    private static string FolderName(string repository) => FolderPrefix + repository.Replace("/", "--");

    private string RefFile(string revision) => Path.Combine(root, "refs", Path.Combine(revision.Split('/')));

    private string AbsenceFile(string commit, string path) => Path.Combine(root, ".no_exist", commit, Path.Combine(path.Split('/')));

    private string RecordFile(string commit) => Path.Combine(root, ".sha256", $"{commit}.{HubFileSelection.Version}.json");

    private static void Replace(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.ReplaceEntry(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
