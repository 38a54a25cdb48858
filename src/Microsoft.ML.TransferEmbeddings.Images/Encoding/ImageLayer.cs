namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A tensor of a network that can make the vector.</summary>
/// <param name="Name">By which <see cref="ImageEmbeddingModelOptions.Layers"/> asks for it.</param>
/// <param name="Shape">Without the batch: a length; channels, height and width; or tokens and dimension.</param>
/// <param name="Operator">The ONNX operator that computes it.</param>
public sealed record ImageLayer(string Name, IReadOnlyList<int> Shape, string Operator)
{
    /// <summary>Such as "stage5 (112 x 14 x 14, Conv)".</summary>
    public override string ToString() => $"{Name} ({string.Join(" x ", Shape)}, {Operator})";
}
