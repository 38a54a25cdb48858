using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;
using Microsoft.ML.TransferEmbeddings.Text.Folders;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Finds the files that a model zip refers to.</summary>
internal static class ReferencedModel
{
    private const string FolderVariable = "TRANSFER_EMBEDDINGS_MODELS";

    /// <param name="reference">The model.</param>
    /// <param name="options">Where models are looked for.</param>
    /// <param name="files">Its files as they were when the zip was saved, in the order of the reference's paths.</param>
    /// <exception cref="FileNotFoundException">The model is in none of the places.</exception>
    /// <exception cref="InvalidDataException">A file has other bytes, or the reference leads out of the places.</exception>
    public static IReadOnlyList<ModelPart> Read(ModelReference reference, IReadOnlyList<EmbeddingManifest.File> files, EmbeddingContextOptions options)
    {
        if (!HubNames.IsInside(reference.Name) || reference.Paths.FirstOrDefault(path => !HubNames.IsInside(path)) is { })
            throw new InvalidDataException($"The model zip refers to {reference} and files ({string.Join(", ", reference.Paths)}) by names that lead out of a model's folder. It is not used.");
        if (reference.Revision is { } revision && !HubNames.IsCommit(revision))
            throw new InvalidDataException($"The model zip refers to {reference}, which is no commit. It is not used.");

        var looked = new List<string>();
        if (options.FindModel is { } resolver)
        {
            string? folder = resolver(reference);
            if (folder is not null && HasAll(folder, reference))
                return ReadFolder(folder, reference, files);
            looked.Add(folder is null ? "EmbeddingContextOptions.FindModel, which gave null" : $"'{folder}' (EmbeddingContextOptions.FindModel)");
        }
        if (EmbeddedModel.Is(reference))
            return [.. reference.Paths.Zip(files, (path, file) => Checked(EmbeddedModel.ReadPart(path), file, reference, "this version of Microsoft.ML.TransferEmbeddings"))];
        foreach (var (folder, origin) in Folders(reference, options.Store ?? ModelStore.Default))
        {
            if (HasAll(folder, reference))
                return ReadFolder(folder, reference, files);
            looked.Add($"'{folder}' ({origin})");
        }
        throw new FileNotFoundException(
            $"The model zip does not hold its encoder but refers to the model {reference} ({string.Join(", ", reference.Paths)}), which was not found. Looked in: {string.Join("; ", looked)}. " +
            (reference.Revision is null ? "" : $"Download it once with {DownloadOf(reference)}, or ") +
            $"{(reference.Revision is null ? "Put" : "put")} the model's folder under the folder that the environment variable {FolderVariable} names, or set EmbeddingContextOptions.FindModel. A zip saved with ModelStorage.Embedded needs none of this.");
    }

    private static IEnumerable<(string Folder, string Origin)> Folders(ModelReference reference, ModelStore store)
    {
        string[] name = reference.Name.Split('/');
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } models)
        {
            yield return (Path.GetFullPath(Path.Combine([models, .. name])), FolderVariable);
            if (name.Length > 1)
                yield return (Path.GetFullPath(Path.Combine(models, name[^1])), FolderVariable);
        }
        if (reference.Revision is not null && HubNames.IsRepository(reference.Name))
            yield return (new HubCache(store.Folder, reference.Name).SnapshotFolder(reference.Revision), "the model store");
    }

    private static bool HasAll(string folder, ModelReference reference) => reference.Paths.All(path => File.Exists(Full(folder, path)));

    private static IReadOnlyList<ModelPart> ReadFolder(string folder, ModelReference reference, IReadOnlyList<EmbeddingManifest.File> files) =>
        [.. reference.Paths.Zip(files, (path, file) => Checked(ModelPart.FromFile(Full(folder, path)), file, reference, $"'{Full(folder, path)}'"))];

    private static ModelPart Checked(ModelPart part, EmbeddingManifest.File file, ModelReference reference, string place)
    {
        if (part.Sha256 != file.Sha256)
        {
            throw new InvalidDataException(
                $"The model zip refers to '{file.Path}' of the model {reference} with SHA-256 {file.Sha256}; the one in {place} has {part.Sha256} and would give other vectors. " +
                "Use the files that the pipeline was trained with" + (reference.Revision is null ? "." : $": {DownloadOf(reference)} fetches them again."));
        }
        return part.Name == file.Name ? part : new ModelPart(file.Name, part.Content);
    }

    private static string DownloadOf(ModelReference reference) =>
        $"ModelStore.Default.Download(\"{reference.Name}\", \"{reference.Revision}\"{(reference.GraphFile is { } graph ? $", \"{graph}\"" : "")})";

    private static string Full(string folder, string path) => Path.Combine([folder, .. path.Split('/')]);
}
