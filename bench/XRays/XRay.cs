using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>A picture of a chest and whether it shows pneumonia.</summary>
internal sealed class XRay
{
    public const int Side = 28;

    /// <summary>As a PNG file.</summary>
    public byte[] Image { get; set; } = [];

    /// <summary>The gray levels, 0 to 1: what there is without a network.</summary>
    [VectorType(Side * Side)]
    public float[] Pixels { get; set; } = [];

    public bool Label { get; set; }
}
