namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>A picture and what it shows.</summary>
internal sealed class LabeledImage
{
    public string Path { get; set; } = "";

    public string Label { get; set; } = "";
}
