using System.Text.Json;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>A file of a repository.</summary>
/// <param name="Path">From the repository's root, with '/'.</param>
/// <param name="Size">In bytes; null where the hub did not say it.</param>
/// <param name="ContentId">See <see cref="Store.ContentId"/>; null where the hub did not say it.</param>
internal sealed record HubFile(string Path, long? Size, string? ContentId);

/// <summary>A repository's files at a commit, as <c>/api/models/{repository}/revision/{revision}?blobs=true</c> lists them.</summary>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files)
{
    /// <exception cref="InvalidDataException">The answer is not a listing, or it has a name that leads out of the repository's folder.</exception>
    public static HubListing Parse(JsonElement answer, string repository)
    {
        try
        {
            string commit = answer.GetProperty("sha").GetString() ?? "";
            if (!HubNames.IsCommit(commit))
            {
                throw new InvalidDataException(
                    $"The hub's listing of '{repository}' has '{commit}' as its commit, which is not a commit hash. " +
                    "Check HF_ENDPOINT.");
            }
            var files = answer.GetProperty("siblings").EnumerateArray().Select(file => ParseFile(file, repository));
            return new HubListing(commit, [.. files.DistinctBy(file => file.Path)]);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"The hub's listing of '{repository}' can't be read: {e.Message} Check HF_ENDPOINT: is it a hub?", e);
        }
    }

    private static HubFile ParseFile(JsonElement file, string repository)
    {
        string path = file.GetProperty("rfilename").GetString() ?? "";
        if (!HubNames.IsInside(path))
        {
            throw new InvalidDataException(
                $"The hub's listing of '{repository}' has a file '{path}', " +
                "whose name leads out of the model's folder or is not valid everywhere. The repository is not used.");
        }

        // A large file's blob is a pointer; its content has a name of its own.
        string? id = file.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object ? Text(lfs, "sha256") : Text(file, "blobId");
        if (id is not null && !ContentId.IsValid(id))
        {
            throw new InvalidDataException(
                $"The hub's listing of '{repository}' gives '{path}' the hash '{id}', which is not a SHA-1 or SHA-256. " +
                "Check HF_ENDPOINT.");
        }
        long? size = file.TryGetProperty("size", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
        return new HubFile(path, size, id);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
