
namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Finds the files that a model zip refers to.</summary>
internal static class ReferencedModel
{
    /// <param name="reference">The model.</param>
    /// <param name="files">Its files, in the order of the reference's paths.</param>
    /// <param name="locations">Where they are looked for.</param>
    /// <exception cref="FileNotFoundException">The model is in none of the places.</exception>
    /// <exception cref="InvalidDataException">A file has other bytes, or the reference leads out of the places.</exception>
    public static IReadOnlyList<ModelFile> Read(ModelReference reference, IReadOnlyList<ReferencedFile> files, ModelLocations locations)
    {
        if (!HubNames.IsInside(reference.Name) || files.Any(file => !HubNames.IsInside(file.Path)))
        {
            throw new InvalidDataException(
                $"The model zip refers to {reference} and files ({Show(files)}) by names that lead out of a model's folder. " +
                "It is not used.");
        }
        if (reference.Revision is { } revision && !HubNames.IsCommit(revision))
            throw new InvalidDataException($"The model zip refers to {reference}, whose revision is not a commit. It is not used.");

        var looked = new List<string>();
        if (locations.Resolver is { } resolver)
        {
            string? folder = resolver(reference);
            if (folder is not null && HasAll(folder, files))
                return ReadFolder(folder, reference, files);
            looked.Add(folder is null ? "EmbeddingContextOptions.FindModel, which gave null" : $"'{folder}' (EmbeddingContextOptions.FindModel)");
        }
        if (PackagedModel.Is(reference))
            return [.. PackagedModel.ReadParts().Zip(files, (part, file) => Checked(part, file, reference, "this version of Microsoft.ML.TransferEmbeddings"))];
        foreach (var (folder, origin) in Folders(reference, locations))
        {
            if (HasAll(folder, files))
                return ReadFolder(folder, reference, files);
            looked.Add($"'{folder}' ({origin})");
        }
        string folderAdvice = $"the model's folder under the folder that the environment variable {ModelLocations.FolderVariable} names, " +
            "or set EmbeddingContextOptions.FindModel. A zip saved with ModelStorage.Embedded needs none of this.";
        throw new FileNotFoundException(
            $"The model zip does not hold its encoder but refers to the model {reference} ({Show(files)}), which was not found. " +
            (looked.Count > 0 ? $"Looked in: {string.Join("; ", looked)}. " : "") +
            (reference.Revision is null ? $"Put {folderAdvice}" : $"Download it once with {DownloadOf(reference)}, or put {folderAdvice}"));
    }

    private static IEnumerable<(string Folder, string Origin)> Folders(ModelReference reference, ModelLocations locations)
    {
        string[] name = reference.Name.Split('/');
        if (locations.Folder is { } models)
        {
            yield return (Path.GetFullPath(Path.Combine([models, .. name])), ModelLocations.FolderVariable);
            if (name.Length > 1)
                yield return (Path.GetFullPath(Path.Combine(models, name[^1])), ModelLocations.FolderVariable);
        }
        if (reference.Revision is not null && HubNames.IsRepository(reference.Name))
        {
            var store = locations.Store ?? ModelStore.FromEnvironment();
            yield return (new HubCache(store.Folder, reference.Name).SnapshotFolder(reference.Revision), "the model store");
        }
    }

    private static bool HasAll(string folder, IReadOnlyList<ReferencedFile> files) => files.All(file => File.Exists(Full(folder, file)));

    private static IReadOnlyList<ModelFile> ReadFolder(string folder, ModelReference reference, IReadOnlyList<ReferencedFile> files) =>
        [.. files.Select(file => Checked(ModelFile.FromFile(Full(folder, file)), file, reference, $"'{Full(folder, file)}'"))];

    private static ModelFile Checked(ModelFile part, ReferencedFile file, ModelReference reference, string place)
    {
        if (part.Sha256 != file.Sha256)
        {
            throw new InvalidDataException(
                $"The model zip refers to '{file.Path}' of the model {reference} with SHA-256 {file.Sha256}; " +
                $"the one in {place} has {part.Sha256} and would give other vectors. " +
                "Use the files that the pipeline was trained with" + (reference.Revision is null ? "." : $": {DownloadOf(reference)} fetches them again."));
        }
        return part.Name == file.Name ? part : new ModelFile(file.Name, part.Content);
    }

    private static string DownloadOf(ModelReference reference)
    {
        string graph = reference.GraphFile is { } file ? $", GraphFile = \"{file}\"" : "";
        return $"ModelStore.DownloadAsync(\"{reference.Name}\", new ModelDownloadOptions {{ Revision = \"{reference.Revision}\"{graph} }})";
    }

    private static string Show(IReadOnlyList<ReferencedFile> files) => string.Join(", ", files.Select(file => file.Path));

    private static string Full(string folder, ReferencedFile file) => Path.Combine([folder, .. file.Path.Split('/')]);
}
