using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>
/// Refuses a graph with weights that are no numbers: a file that was damaged, or made too narrow for its values. Infinity has its uses, as in the masks and bounds that
/// exporters write, so that it is refused where it is a weight: where an operator multiplies it, or takes it for a token's vector.
/// </summary>
internal static class FiniteWeights
{
    private static readonly HashSet<string> Multiplying =
        ["MatMul", "FusedMatMul", "Gemm", "Conv", "Gather", "Transpose", "LayerNormalization", "SkipLayerNormalization", "EmbedLayerNormalization", "Attention"];

    /// <exception cref="InvalidDataException">A weight is NaN or infinite; the message names file and tensor.</exception>
    public static void Check(OnnxModel model, string fileName)
    {
        HashSet<string>? multiplied = null;
        foreach (var tensor in model.Graph.Tensors)
        {
            if (FindNonFinite(model, tensor) is not { } value)
                continue;
            multiplied ??= [.. model.Graph.Nodes.Where(node => Multiplying.Contains(node.OperatorType)).SelectMany(node => node.Inputs)];
            if (double.IsNaN(value) || multiplied.Contains(tensor.Name))
            {
                throw new InvalidDataException(
                    $"'{fileName}' has {value.ToString(CultureInfo.InvariantCulture)} in its weights '{tensor.Name}': vectors would have it too. Download or copy the file again; if it was made in half precision, use the one in single precision.");
            }
        }
    }

    private static double? FindNonFinite(OnnxModel model, OnnxTensor tensor)
    {
        try
        {
            return tensor.FindNonFinite();
        }
        catch (FormatException e)
        {
            throw model.Damaged(e);
        }
    }
}
