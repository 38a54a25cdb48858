namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A tensor of a network that can make the vector. Immutable.</summary>
/// <param name="Name">Name of the tensor, as <see cref="ImageEmbeddingModelOptions.Layers"/> takes it.</param>
/// <param name="Shape">Shape for one image, without the batch: (length), (channels, height, width) or (tokens, dimension).</param>
/// <param name="Operator">ONNX operator that computes the tensor.</param>
public sealed record ImageLayer(string Name, IReadOnlyList<int> Shape, string Operator)
{
    /// <summary>Returns the layer for reading, such as "stage5 (112 x 14 x 14, Conv)".</summary>
    public override string ToString() => $"{Name} ({string.Join(" x ", Shape)}, {Operator})";
}
