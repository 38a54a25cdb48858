using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Models;

/// <summary>What a cache has of a repository's revision, without a word from the hub.</summary>
internal sealed class HubSnapshot
{
    private readonly HubCache cache;
    private readonly string? commit;
    private readonly IReadOnlyDictionary<string, string>? record;
    private readonly IReadOnlyList<string> paths = [];
    private readonly IReadOnlyList<string> weights = [];

    public HubSnapshot(HubCache cache, string revision, string? graphFile)
    {
        this.cache = cache;
        commit = cache.CommitOf(revision);
        if (commit is null)
            return;
        record = cache.ReadRecord(commit);
        paths = cache.Files(commit);
        weights = HubFileSelection.Weights(paths, paths.Contains("config.json") ? ReadModelType(cache.SnapshotFile(commit, "config.json")) : null, graphFile);
    }

    public string Folder => cache.SnapshotFolder(commit!);

    /// <summary>
    /// Whether all files are there that the model has on the hub. Other tools download what they need themselves: a snapshot without modules.json may be of
    /// a model that has one, and would give wrong vectors, unless it is known that there is none or the model needs none.
    /// </summary>
    public bool IsWhole()
    {
        if (commit is null || weights.Count == 0)
            return false;
        if (record is not null)
            return record.Keys.Concat(weights).All(paths.Contains);
        return paths.Contains("modules.json") || cache.IsKnownToBeAbsent(commit, "modules.json") || weights is [.., "model.safetensors"];
    }

    /// <summary>Whether this was made, to its end, from the listing of that commit: then it has all that the listing says.</summary>
    public bool IsRecordOf(string listedCommit) => record is not null && commit == listedCommit;

    /// <summary>The path of a file whose content has not the hash that the cache knows; null where there is none.</summary>
    public async Task<string?> FindDamagedAsync(CancellationToken cancellationToken)
    {
        foreach (string path in paths.Where(HubFileSelection.IsDescription).Concat(weights))
        {
            string file = cache.SnapshotFile(commit!, path);
            if (cache.ExpectedId(commit!, path, record) is { } id && !await ContentId.MatchesAsync(file, id, cancellationToken).ConfigureAwait(false))
                return file;
        }
        return null;
    }

    /// <summary><c>model_type</c> of a config.json; null where it has none or is not valid, which whoever reads the model will say.</summary>
    public static string? ReadModelType(string configFile)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(configFile)) is JsonObject config && config["model_type"] is JsonValue value && value.TryGetValue(out string? type) ? type : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }
}
