using Microsoft.ML.TransferEmbeddings.Store;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Name of a model, which a zip with <see cref="ModelStorage.Reference"/> holds in place of the model's files. Loading such a zip looks for the files in this order:
/// in the folder that <see cref="EmbeddingContextOptions.FindModel"/> returns; in this package, if the model is <see cref="TextEmbeddingModel.Default"/>; in the folder
/// of model folders that the environment variable <c>TRANSFER_EMBEDDINGS_MODELS</c> names; in the store of the context
/// (<see cref="EmbeddingContextOptions.Store"/>). Files with other bytes than the saved model's are refused. Nothing is downloaded.
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

    /// <summary>Name of the repository on the hub, or of the folder that the model was read from.</summary>
    public string Name { get; }

    /// <summary>Commit of the repository; null for a model that was not read from a store.</summary>
    public string? Revision { get; }

    /// <summary>Path of the ONNX graph in the model's folder, for <see cref="ModelDownloadOptions.GraphFile"/>; null for a static model.</summary>
    public string? GraphFile => Paths.FirstOrDefault(path => path.EndsWith(".onnx", StringComparison.Ordinal));

    /// <summary>The files' paths in the model's folder, with '/', in the order of the model's parts.</summary>
    internal IReadOnlyList<string> Paths { get; }

    /// <summary>Returns the name and the revision, for reading.</summary>
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
