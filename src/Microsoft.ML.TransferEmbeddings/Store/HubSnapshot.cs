
namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// What a cache has of a repository's revision, without a word from the hub. Other tools fetch what they need themselves: a file that is not here may still be
/// on the hub, and with it another graph or another pooling. Only what is here, or is known to be nowhere, counts.
/// </summary>
internal sealed class HubSnapshot
{
    private readonly HubCache cache;
    private readonly string? commit;
    private readonly IReadOnlyDictionary<string, string>? record;
    private readonly HashSet<string> paths = [];
    private readonly IReadOnlyList<string> deciding = [];
    private readonly IReadOnlyList<string> weights = [];

    /// <param name="cache">The repository's folder.</param>
    /// <param name="revision">A branch, a tag or a commit.</param>
    /// <param name="graphFile">The graph that the user wants; null for the usual one.</param>
    /// <param name="forTexts">Whether texts will be encoded.</param>
    public HubSnapshot(HubCache cache, string revision, string? graphFile, bool forTexts)
    {
        this.cache = cache;
        commit = cache.CommitOf(revision);
        if (commit is null)
            return;
        record = cache.ReadRecord(commit);
        paths = [.. cache.Files(commit)];
        var modules = HubModules.Read(Folder);
        string[] possible = [.. paths, .. HubFileSelection.Candidates(modules, graphFile).Where(IsUnknown)];
        string? modelType = ReadModelType(Folder);
        weights = HubFileSelection.Weights(possible, modelType, modules, graphFile);
        if (weights is [.., var graph] && paths.Contains(graph))
            weights = [.. HubFileSelection.WeightsBeside(graph, cache.SnapshotFile(commit, graph)), .. weights];
        deciding = [.. HubFileSelection.Deciding(modules, modelType, forTexts, paths.Contains)];
        Missing =
        [
            .. deciding.Where(IsUnknown)
                .Union(weights.Concat(RecordedDescriptions).Where(path => !paths.Contains(path))),
        ];

        bool IsUnknown(string path) => !paths.Contains(path) && !cache.IsKnownToBeAbsent(commit, path);
    }

    public string Folder => cache.SnapshotFolder(commit!);

    /// <summary>Whether there is anything at all.</summary>
    public bool IsEmpty => paths.Count == 0;

    /// <summary>What is not here and the model has on the hub, or may have.</summary>
    public IReadOnlyList<string> Missing { get; } = [];

    /// <summary>Whether all files are here that the model has on the hub.</summary>
    public bool IsWhole => weights.Count > 0 && Missing.Count == 0;

    /// <summary>Whether the store itself made this to its end, and not another tool: the hash of every file is known.</summary>
    public bool IsRecorded => IsWhole && record is not null && weights.All(record.ContainsKey);

    private IEnumerable<string> RecordedDescriptions => record?.Keys.Where(HubFileSelection.IsDescription) ?? [];

    /// <summary>Whether this was made, to its end, from the listing of that commit: then it has all that the listing says.</summary>
    public bool IsRecordOf(string listedCommit) => IsRecorded && commit == listedCommit;

    /// <summary>The path of a file whose content does not have the hash that the cache knows; null where there is none.</summary>
    public async Task<string?> FindDamagedAsync(CancellationToken cancellationToken)
    {
        foreach (string path in paths.Where(path => HubFileSelection.IsDescription(path) || deciding.Contains(path)).Concat(weights))
        {
            string file = cache.SnapshotFile(commit!, path);
            if (cache.ExpectedId(commit!, path, record) is { } id && !await ContentId.MatchesAsync(file, id, cancellationToken).ConfigureAwait(false))
                return file;
        }
        return null;
    }

    /// <summary><c>model_type</c> of config.json; null where the file has none or is damaged, which the reader of the model reports.</summary>
    public static string? ReadModelType(string snapshotFolder)
    {
        try
        {
            return Directory.Exists(snapshotFolder) ? new ModelFolder(snapshotFolder).ReadJson("config.json").Text("model_type") : null;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            return null;
        }
    }
}
