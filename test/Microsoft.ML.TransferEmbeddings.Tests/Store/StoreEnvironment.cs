namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>The process's environment with a store and a hub of the test's own; afterwards it is as it was. For tests that run alone.</summary>
internal sealed class StoreEnvironment : IDisposable
{
    public const string ModelsFolder = "TRANSFER_EMBEDDINGS_MODELS";

    private const string Cache = "HF_HUB_CACHE";
    private readonly Dictionary<string, string?> previous = [];

    public StoreEnvironment(string store, Uri hub)
    {
        Set(Cache, store);
        Set("HF_ENDPOINT", hub.AbsoluteUri);
        // A login of whoever runs the tests does not count.
        Set("HF_TOKEN_PATH", Path.Combine(store, "no token"));
        foreach (string variable in (string[])["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", ModelsFolder])
            Set(variable, null);
    }

    public void UseStore(string folder) => Set(Cache, folder);

    public void Set(string variable, string? value)
    {
        previous.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
    }

    public void Dispose()
    {
        foreach (var (variable, value) in previous)
            Environment.SetEnvironmentVariable(variable, value);
    }
}
