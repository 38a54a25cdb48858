using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A model by its name, as a zip with <see cref="ModelStorage.Reference"/> has it in place of the bytes. Loading such a zip looks for the files in this
/// order: the folder that <see cref="EmbeddingContextOptions.FindModel"/> gives; this package, if the model is its own; the folder of model folders that the environment variable
/// <c>TRANSFER_EMBEDDINGS_MODELS</c> names; the store of the context (<see cref="EmbeddingContextOptions.Store"/>). Files with other bytes than the saved model's are refused. Nothing is downloaded.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ModelReference
{
    internal ModelReference(string name, string? revision, IReadOnlyList<string> paths)
    {
        Name = name;
        Revision = revision;
        Paths = paths;
    }

    /// <summary>The repository's name on the hub, or the name of the folder that the model was read from.</summary>
    public string Name { get; }

    /// <summary>The commit in that repository; null for a model that was read from another folder than a store's.</summary>
    public string? Revision { get; }

    /// <summary>The ONNX graph's path in the model's folder, as <see cref="ModelDownloadOptions.GraphFile"/> takes it; null for a static model.</summary>
    public string? GraphFile => Paths.FirstOrDefault(path => path.EndsWith(".onnx", StringComparison.Ordinal));

    /// <summary>The files' paths in the model's folder, with '/', in the order of the model's parts.</summary>
    internal IReadOnlyList<string> Paths { get; }

    /// <summary>Name and revision.</summary>
    public override string ToString() => Revision is null ? $"'{Name}'" : $"'{Name}' at revision {Revision}";

    /// <summary>The reference to a model that was read from a folder; null where its files are not all from there.</summary>
    internal static ModelReference? ToFolder(string folder, IEnumerable<ModelFile> files)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var paths = new List<string>();
        foreach (var part in files)
        {
            if (part.Source is null || Path.GetRelativePath(folder, part.Source).Replace('\\', '/') is not { } path || !HubNames.IsInside(path))
                return null;
            paths.Add(path);
        }
        if (HubCache.TryParseSnapshotFolder(folder, out string? repository, out string? commit))
            return new ModelReference(repository, commit, paths);
        string name = Path.GetFileName(folder);
        return HubNames.IsInside(name) ? new ModelReference(name, revision: null, paths) : null;
    }
}
