using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;

/// <summary>x · (1 + erf(x / √2)) / 2, in the orders in which exporters write it.</summary>
internal static class GeluPattern
{
    private const double Tolerance = 1e-5;

    /// <param name="nodes">The graph.</param>
    /// <param name="quotient">The first node of a Gelu.</param>
    /// <returns>Null where it is none.</returns>
    public static Fusion? Find(GraphNodes nodes, GraphNode quotient)
    {
        bool isQuotient = (quotient.Type == "Div" && Is(nodes, quotient.Inputs[1], Math.Sqrt(2))) || (quotient.Type == "Mul" && Is(nodes, quotient.Inputs[1], Math.Sqrt(0.5)));
        if (!isQuotient || nodes.OnlyUserOf(quotient) is not { Type: "Erf" } error || nodes.OnlyUserOf(error) is not { Type: "Add" } sum
            || GraphNodes.Other(sum, error.Outputs[0]) is not { } one || !Is(nodes, one, 1) || nodes.OnlyUserOf(sum) is not { Type: "Mul" } product)
        {
            return null;
        }
        string x = quotient.Inputs[0], factor = GraphNodes.Other(product, sum.Outputs[0])!;
        if (factor == x)
            return nodes.OnlyUserOf(product) is { Type: "Mul" } half && GraphNodes.Other(half, product.Outputs[0]) is { } number && Is(nodes, number, 0.5)
                ? Fusion.Of(Layers.Gelu, [x], quotient, error, sum, product, half)
                : null;
        // (x / 2) · (1 + …)
        return nodes.ProducerOf(factor) is { Type: "Mul" } halved && nodes.OnlyUserOf(halved) == product && GraphNodes.Other(halved, x) is { } other && Is(nodes, other, 0.5)
            ? Fusion.Of(Layers.Gelu, [x], halved, quotient, error, sum, product)
            : null;
    }

    private static bool Is(GraphNodes nodes, string tensor, double value) => nodes.FindNumber(tensor) is { } number && Math.Abs(number - value) < Tolerance;
}
