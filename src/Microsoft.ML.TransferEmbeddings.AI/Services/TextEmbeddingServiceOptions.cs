namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// The text model that is registered for dependency injection, and its generator: of a folder, of the Hugging Face Hub, or by default the one inside the package.
/// Immutable and thread-safe.
/// </summary>
/// <seealso cref="Microsoft.Extensions.DependencyInjection.TextEmbeddingServiceCollectionExtensions"/>
public sealed class TextEmbeddingServiceOptions
{
    private readonly string? directory;
    private readonly string? repository;

    /// <summary>Path of a model folder, as for <see cref="TextEmbeddingModel.FromDirectory"/>; null, the default, for none.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? Directory
    {
        get => directory;
        init => directory = NotEmpty(value, nameof(Directory));
    }

    /// <summary>Name of a repository of the Hugging Face Hub, such as "sentence-transformers/all-MiniLM-L6-v2"; null, the default, for none.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? Repository
    {
        get => repository;
        init => repository = NotEmpty(value, nameof(Repository));
    }

    /// <summary>Revision and store of <see cref="Repository"/>; null, the default, for the branch main and the environment's store.</summary>
    public HubModelOptions? Hub { get; init; }

    /// <summary>Settings that override those of the folder or repository; null, the default, for none.</summary>
    public TextEmbeddingModelOptions? Model { get; init; }

    /// <summary>Options of the generator; null, the default, for the defaults.</summary>
    public ModelGeneratorOptions? Generator { get; init; }

    /// <summary>Reads the model. A container asks on the thread that needs it first.</summary>
    internal TextEmbeddingModel Read() =>
        Directory is not null ? TextEmbeddingModel.FromDirectory(Directory, Model)
        : Repository is not null ? Task.Run(() => TextEmbeddingModel.FromHubAsync(Repository, Hub ?? new HubModelOptions(), Model)).GetAwaiter().GetResult()
        : TextEmbeddingModel.Default;

    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    internal void Check(string parameterName)
    {
        if (Directory is not null && Repository is not null)
            throw new ArgumentException($"The options name both a folder, '{Directory}', and a repository of the hub, '{Repository}'. Name one of them.", parameterName);
        if (Hub is not null && Repository is null)
            throw new ArgumentException($"{nameof(Hub)} says how a repository is read, and no {nameof(Repository)} is named.", parameterName);
        if (Model is not null && Directory is null && Repository is null)
            throw new ArgumentException($"{nameof(Model)} overrides settings of a folder or repository, and none is named: the model inside the package has no settings. Name a {nameof(Directory)} or a {nameof(Repository)}.", parameterName);
    }

    private static string? NotEmpty(string? value, string name) =>
        value is not "" ? value : throw new ArgumentException($"{name} must not be empty. Leave it null for none.", name);
}
