
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
                    $"The environment variable HF_ENDPOINT is '{address}', " +
                    $"which is not an absolute http or https address. Set it to one such as {PublicHub}, or unset it.");
        }
    }

    public static string? Token => Read("HF_TOKEN");

    public static bool Offline => Read("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    /// <summary>The hub cache that the environment names, or a folder of our own with the same layout.</summary>
    public static string CacheFolder
    {
        get
        {
            if (Read("HF_HUB_CACHE") is { } cache)
                return cache;
            if (Read("HF_HOME") is { } home)
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

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } value ? value : null;
}
