
namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>Whom a download tells what it does.</summary>
internal sealed class HubReports(IProgress<ModelDownloadProgress>? progress, Action<string>? log)
{
    public void Received(HubFile file, long bytes) => progress?.Report(new ModelDownloadProgress(file.Path, bytes, file.Size));

    /// <param name="file">Null while the listing is asked for.</param>
    /// <param name="bytes">Of the file, that are there.</param>
    /// <param name="wait">Null where nobody knows how long.</param>
    /// <param name="reason">A sentence.</param>
    public void Waits(HubFile? file, long bytes, TimeSpan? wait, string reason)
    {
        progress?.Report(new ModelDownloadProgress(file?.Path ?? "", bytes, file?.Size, wait, reason));
        log?.Invoke(wait is { } time ? $"{reason} The next try is in {time.TotalSeconds:0.#} seconds." : reason);
    }
}
