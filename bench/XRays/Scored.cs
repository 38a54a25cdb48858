namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>A picture's label and the probability that a model gives to pneumonia.</summary>
internal sealed class Scored
{
    public bool Label { get; set; }

    public float Probability { get; set; }
}
