namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>The environment variables of Hugging Face's own tools, with the meaning that they have there.</summary>
internal static class HubEnvironment
{
    private const string PublicHub = "https://huggingface.co";

    public static Uri Endpoint
    {
        get
        {
            string address = Read("HF_ENDPOINT") ?? PublicHub;
            return Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && IsAddress(endpoint)
                ? endpoint
                : throw new InvalidOperationException(
                    $"The environment variable HF_ENDPOINT is '{HubAddress.Show(address)}', " +
                    $"which is not an absolute http or https address. Set it to one such as {PublicHub}, or unset it.");
        }
    }

    /// <summary>The token, or that of the file that the environment names.</summary>
    public static string? Token
    {
        get
        {
            if (AccessToken.Clean(Read("HF_TOKEN")) is { } token)
                return AccessToken.IsValid(token) ? token : throw new InvalidOperationException(AccessToken.Problem("The environment variable HF_TOKEN"));
            if (EnvironmentPath.Read("HF_TOKEN_PATH") is not { } path || !File.Exists(path) || AccessToken.Clean(File.ReadAllText(path)) is not { } saved)
                return null;
            return AccessToken.IsValid(saved) ? saved : throw new InvalidOperationException(AccessToken.Problem($"The file '{path}' (HF_TOKEN_PATH)"));
        }
    }

    /// <summary>The second variable counts where the first is not set, not where it says no.</summary>
    public static bool Offline => (Read("HF_HUB_OFFLINE") ?? Read("TRANSFORMERS_OFFLINE"))?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    /// <summary>The hub cache that the environment names, or a folder of our own with the same layout.</summary>
    public static string CacheFolder
    {
        get
        {
            if ((EnvironmentPath.Read("HF_HUB_CACHE") ?? EnvironmentPath.Read("HUGGINGFACE_HUB_CACHE")) is { } cache)
                return cache;
            if (EnvironmentPath.Read("HF_HOME") is { } home)
                return Path.Combine(home, "hub");
            if (EnvironmentPath.Read("XDG_CACHE_HOME") is { } caches)
                return Path.Combine(caches, "huggingface", "hub");
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return local.Length > 0
                ? Path.Combine(local, "Microsoft.ML.TransferEmbeddings", "models")
                : throw new InvalidOperationException(
                    "There is no folder for models: this account has no local application data. Set HF_HOME to a folder, " +
                    "or give a ModelStore with one.");
        }
    }

    public static bool IsAddress(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } value ? value : null;
}
