namespace Microsoft.ML.TransferEmbeddings.Tests.Store;

/// <summary>Keeps reports in their order; <see cref="Progress{T}"/> may mix it up.</summary>
internal sealed class ProgressList : IProgress<ModelDownloadProgress>
{
    public List<ModelDownloadProgress> Reports { get; } = [];

    public void Report(ModelDownloadProgress value) => Reports.Add(value);
}
