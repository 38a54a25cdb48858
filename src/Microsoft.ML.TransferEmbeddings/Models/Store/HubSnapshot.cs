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

    /// <summary>Whether the store itself made this to its end, and not another tool.</summary>
    public bool IsRecorded => record is not null;

    /// <summary>Whether all files are there that the model has on the hub, as far as that can be known without it.</summary>
    public bool IsWhole() => Missing().Count == 0;

    /// <summary>
    /// What the model has on the hub, or may have, and the cache has not. Other tools download what they need themselves: a snapshot without modules.json may be
    /// of a model that has one, and would give wrong vectors, unless it is known that there is none or the model needs none.
    /// </summary>
    public IReadOnlyList<string> Missing()
    {
        if (commit is null)
            return ["its commit is not known"];
        if (weights.Count == 0)
            return ["an ONNX graph or the table of a static model"];
        if (record is not null)
            return [.. record.Keys.Concat(weights).Where(path => !paths.Contains(path))];
        var needed = new List<string>();
        bool isOfImages = paths.Any(HubFileSelection.IsPreparation);
        if (weights is not [.., "model.safetensors"])
            needed.AddRange(isOfImages ? ["config.json"] : ["modules.json", "config.json"]);
        if (!isOfImages && !paths.Any(HubFileSelection.IsVocabulary))
            needed.Add("tokenizer.json");
        if (paths.Contains("modules.json"))
            needed.AddRange(ConfiguredModules(cache.SnapshotFile(commit, "modules.json")));
        return [.. needed.Where(path => !paths.Contains(path) && !cache.IsKnownToBeAbsent(commit, path))];
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

    /// <summary>The configurations of the modules that have one; none where modules.json is not valid, which whoever reads the model will say.</summary>
    private static IEnumerable<string> ConfiguredModules(string file)
    {
        try
        {
            return
            [
                .. from module in ModelJson.Parse(File.ReadAllBytes(file), file).Items()
                   let type = module.Text("type")?.Split('.')[^1]
                   where type is "Pooling" or "Dense" or "LayerNorm" && module.Text("path") is { Length: > 0 }
                   select $"{module.Text("path")}/config.json",
            ];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary><c>model_type</c> of a config.json; null where it has none or is not valid, which whoever reads the model will say.</summary>
    public static string? ReadModelType(string configFile)
    {
        try
        {
            return ModelJson.Parse(File.ReadAllBytes(configFile), configFile).Text("model_type");
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            return null;
        }
    }
}
