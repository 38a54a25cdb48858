namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>The environment variables of Hugging Face's own tools, with the meaning that they have there.</summary>
internal static class HubEnvironment
{
    private const string PublicHub = "https://huggingface.co";

    /// <summary>The second is the older name.</summary>
    private static readonly string[] TokenVariables = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"];

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

    /// <summary>
    /// The token of the environment, or else that of a login, whose file may be elsewhere; none where the environment says that no token is sent unasked.
    /// </summary>
    public static string? Token
    {
        get
        {
            if (IsTrue(Read("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
                return null;
            foreach (string variable in TokenVariables)
            {
                if (AccessToken.Clean(Read(variable)) is { } token)
                    return AccessToken.IsValid(token) ? token : throw new InvalidOperationException(AccessToken.Problem($"The environment variable {variable}"));
            }
            return TokenFile is { } file && File.Exists(file) ? ReadToken(file) : null;
        }
    }

    /// <summary>The second variable counts where the first is not set, not where it says no.</summary>
    public static bool Offline => IsTrue(Read("HF_HUB_OFFLINE") ?? Read("TRANSFORMERS_OFFLINE"));

    /// <summary>The hub cache that the environment names, or a folder of our own with the same layout.</summary>
    public static string CacheFolder
    {
        get
        {
            if ((EnvironmentPath.Read("HF_HUB_CACHE") ?? EnvironmentPath.Read("HUGGINGFACE_HUB_CACHE")) is { } cache)
                return cache;
            if (Home is { } home)
                return Path.Combine(home, "hub");
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return local.Length > 0
                ? Path.Combine(local, "Microsoft.ML.TransferEmbeddings", "models")
                : throw new InvalidOperationException(
                    "There is no folder for models: this account has no local application data. Set HF_HOME to a folder, " +
                    "or give a ModelStore with one.");
        }
    }

    public static bool IsAddress(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>The folder of Hugging Face's tools, where the environment names one.</summary>
    private static string? Home =>
        EnvironmentPath.Read("HF_HOME") ?? (EnvironmentPath.Read("XDG_CACHE_HOME") is { } caches ? Path.Combine(caches, "huggingface") : null);

    /// <summary>Where a login with Hugging Face's tools leaves its token; null for an account without a folder.</summary>
    private static string? TokenFile
    {
        get
        {
            if (EnvironmentPath.Read("HF_TOKEN_PATH") is { } named)
                return named;
            string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            string? home = Home ?? (user.Length > 0 ? Path.Combine(user, ".cache", "huggingface") : null);
            return home is null ? null : Path.Combine(home, "token");
        }
    }

    private static string? ReadToken(string file)
    {
        try
        {
            return AccessToken.Clean(File.ReadAllText(file)) is not { } token ? null
                : AccessToken.IsValid(token) ? token
                : throw new InvalidOperationException(AccessToken.Problem($"The file '{file}' of the login"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The file '{file}' has the hub's token and can't be read: {e.Message} Make it readable, set HF_TOKEN, or set HF_HUB_DISABLE_IMPLICIT_TOKEN to 1 to send no token.", e);
        }
    }

    private static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } value ? value : null;
}
