using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>A file of a repository.</summary>
/// <param name="Path">From the repository's root, with '/'.</param>
/// <param name="Size">In bytes; null where the hub did not say it.</param>
/// <param name="ContentId">See <see cref="Store.ContentId"/>; null where the hub did not say it. Of a listing it may be anything.</param>
internal sealed record HubFile(string Path, long? Size, string? ContentId);

/// <summary>
/// A repository's files at a commit, as <c>/api/models/{repository}/revision/{revision}?blobs=true</c> lists them. A file whose name leads out of a folder, or is not
/// valid on every system, is left out: no model needs it, and others of the repository may.
/// </summary>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files)
{
    /// <summary>The hub's largest repositories have a tenth.</summary>
    private const int MostFiles = 1_000_000;

    /// <exception cref="InvalidDataException">The answer is not a listing.</exception>
    public static HubListing Parse(JsonElement answer, string repository)
    {
        try
        {
            string commit = answer.GetProperty("sha").GetString() ?? "";
            if (!HubNames.IsCommit(commit))
            {
                throw new InvalidDataException(
                    $"The hub's listing of '{repository}' has '{(commit.Length > 60 ? commit[..60] + "…" : commit)}' as its commit, which is not a commit hash. " +
                    "Check HF_ENDPOINT.");
            }
            var files = answer.GetProperty("siblings");
            if (files.GetArrayLength() > MostFiles)
                throw new InvalidDataException($"The hub's listing of '{repository}' has {files.GetArrayLength():N0} files, and {MostFiles:N0} are looked at. Check HF_ENDPOINT: is it a hub?");
            return new HubListing(commit, [.. files.EnumerateArray().Select(ParseFile).Where(file => HubNames.IsInside(file.Path)).DistinctBy(file => file.Path)]);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"The hub's listing of '{repository}' can't be read: {e.Message} Check HF_ENDPOINT: is it a hub?", e);
        }
    }

    private static HubFile ParseFile(JsonElement file)
    {
        string path = file.GetProperty("rfilename").GetString() ?? "";
        // A large file's blob is a pointer; its content has a name of its own.
        string? id = file.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object ? Text(lfs, "sha256") : Text(file, "blobId");
        long? size = file.TryGetProperty("size", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long bytes) ? bytes : null;
        return new HubFile(path, size, id);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
