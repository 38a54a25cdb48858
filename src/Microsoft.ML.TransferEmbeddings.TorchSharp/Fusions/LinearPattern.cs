using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;

/// <summary>A product with a constant matrix, and a constant that is added to every row.</summary>
internal static class LinearPattern
{
    /// <param name="nodes">The graph.</param>
    /// <param name="product">The first of the two nodes.</param>
    /// <returns>Null where it is none.</returns>
    public static Fusion? Find(GraphNodes nodes, GraphNode product) =>
        product.Type == "MatMul" && nodes.FindConstant(product.Inputs[1]) is { Shape: [_, var columns] }
            && nodes.OnlyUserOf(product) is { Type: "Add" } sum && GraphNodes.Other(sum, product.Outputs[0]) is { } bias
            && nodes.FindConstant(bias) is { Shape: [var length] } && length == columns
            ? Fusion.Of(Layers.Linear, [product.Inputs[0], product.Inputs[1], bias], product, sum)
            : null;
}
