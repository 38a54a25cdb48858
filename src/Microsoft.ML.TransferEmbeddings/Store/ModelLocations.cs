namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// Where the files of a <see cref="ModelReference"/> are looked for, in the order of the properties; this package's own model comes after the first. Immutable.
/// </summary>
internal sealed record ModelLocations
{
    public const string FolderVariable = "TRANSFER_EMBEDDINGS_MODELS";

    /// <summary>Gives the folder of a model, null for "not here"; may download. Called on the thread that loads. Null, the default, for none.</summary>
    public Func<ModelReference, string?>? Resolver { get; init; }

    /// <summary>A folder of model folders, by their names; that of the environment by default, null for none.</summary>
    public string? Folder { get; init; } = EnvironmentPath.Read(FolderVariable);

    /// <summary>The store of models of the hub; null, the default, for <see cref="ModelStore.FromEnvironment"/>.</summary>
    public ModelStore? Store { get; init; }
}
