using Microsoft.ML.TransferEmbeddings.TorchSharp.Fusions;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;

/// <summary>
/// Which of a graph's constants are weights: those that layers multiply with or add, and not bounds, exponents, means of pixels or batch norms, which stay as they are with
/// their statistics.
/// </summary>
internal static class WeightNames
{
    private static readonly Dictionary<string, int[]> Places = new()
    {
        ["MatMul"] = [0, 1],
        ["Gemm"] = [0, 1, 2],
        ["Conv"] = [1, 2],
        ["Gather"] = [0],
        ["LayerNormalization"] = [1, 2],
        [Layers.Linear] = [1, 2],
        [Layers.Normalization] = [1, 2],
        ["Add"] = [0, 1],
        ["Mul"] = [0, 1],
    };

    /// <summary>What may lie between a weight and its layer.</summary>
    private static readonly string[] Passing = ["Identity", "Transpose", "Cast", "Reshape", "Unsqueeze", "Squeeze"];

    public static IReadOnlySet<string> Find(GraphNodes nodes, Func<string, OnnxConstant?> findConstant)
    {
        var weights = new HashSet<string>();
        foreach (var node in nodes.All)
        {
            if (!Places.TryGetValue(node.Type, out int[]? places))
                continue;
            foreach (int place in places.Where(place => place < node.Inputs.Count))
            {
                string name = node.Inputs[place];
                while (nodes.ProducerOf(name) is { } passed && Passing.Contains(passed.Type))
                    name = passed.Inputs[0];
                if (name.Length > 0 && findConstant(name) is { } constant && GraphConstant.IsFloat(constant) && constant.Shape.Any(size => size > 1))
                    weights.Add(name);
            }
        }
        return weights;
    }
}
