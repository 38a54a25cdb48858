namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>A tensor of a graph for one image.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="Shape">With the batch of 1.</param>
/// <param name="IsHalf">In Float16; otherwise in Float.</param>
internal sealed record OnnxImageLayer(string Name, long[] Shape, bool IsHalf)
{
    public int Size => checked((int)Shape.Aggregate(1L, (product, size) => product * size));
}
