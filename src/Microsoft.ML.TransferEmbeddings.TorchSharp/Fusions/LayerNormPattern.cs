using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;

/// <summary>Mean, difference, square, mean, epsilon, root, quotient, scale and shift, as exporters write a layer norm before version 17 of ONNX's operators.</summary>
internal static class LayerNormPattern
{
    /// <param name="nodes">The graph.</param>
    /// <param name="mean">The first node of a layer norm.</param>
    /// <returns>Null where it is none.</returns>
    public static Fusion? Find(GraphNodes nodes, GraphNode mean)
    {
        if (!IsMeanOfLastAxis(nodes, mean) || nodes.OnlyUserOf(mean) is not { Type: "Sub" } difference || difference.Inputs[0] != mean.Inputs[0])
            return null;
        string centered = difference.Outputs[0];
        var users = nodes.UsersOf(centered);
        var square = users.FirstOrDefault(user => (user.Type == "Pow" && nodes.FindNumber(user.Inputs[1]) is 2) || (user.Type == "Mul" && user.Inputs[0] == user.Inputs[1]));
        var quotient = users.FirstOrDefault(user => user.Type == "Div" && user.Inputs[0] == centered);
        if (users.Count != 2 || square is null || quotient is null)
            return null;
        if (nodes.OnlyUserOf(square) is not { } variance || !IsMeanOfLastAxis(nodes, variance) || nodes.OnlyUserOf(variance) is not { Type: "Add" } sum
            || GraphNodes.Other(sum, variance.Outputs[0]) is not { } added || nodes.FindNumber(added) is not { } epsilon
            || nodes.OnlyUserOf(sum) is not { Type: "Sqrt" } root || nodes.OnlyUserOf(root) != quotient)
        {
            return null;
        }
        if (nodes.OnlyUserOf(quotient) is not { Type: "Mul" } product || Vector(product, quotient) is not { } scale
            || nodes.OnlyUserOf(product) is not { Type: "Add" } shifted || Vector(shifted, product) is not { } shift)
        {
            return null;
        }
        var fusion = Fusion.Of(Layers.Normalization, [mean.Inputs[0], scale, shift], mean, difference, square, variance, sum, root, quotient, product, shifted);
        return fusion with { Replacement = fusion.Replacement with { Epsilon = epsilon } };

        string? Vector(GraphNode node, GraphNode input) => GraphNodes.Other(node, input.Outputs[0]) is { } name && nodes.FindConstant(name) is { Shape.Count: 1 } ? name : null;
    }

    private static bool IsMeanOfLastAxis(GraphNodes nodes, GraphNode node)
    {
        if (node.Type != "ReduceMean" || node.Operation.Integer("keepdims") is 0)
            return false;
        var axes = node.Inputs.Count > 1 ? nodes.FindConstant(node.Inputs[1])?.ReadIntegers() : node.Operation.Integers("axes");
        return axes is [-1];
    }
}
