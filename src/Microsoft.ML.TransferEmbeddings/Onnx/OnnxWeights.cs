using System.Text;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>What the weights of a graph are, by the names of its operators, which stand in the file as plain text, and by their types.</summary>
internal static class OnnxWeights
{
    private static readonly string[] RoundingOperators = ["MatMulNBits", "QuantizeLinear", "MatMulInteger"];

    /// <summary>Whether activations are quantized by one scale for all that is in a batch, so that a vector would depend on its batch.</summary>
    public static bool QuantizeActivations(ModelFile graph) => graph.Content.Span.IndexOf("DynamicQuantize"u8) >= 0;

    /// <summary>
    /// Whether activations are rounded to a few bits: a difference in the last bit of a value, as its place in a run makes, may then become one of a whole step.
    /// </summary>
    public static bool RoundActivations(ModelFile graph) => Array.Exists(RoundingOperators, name => graph.Content.Span.IndexOf(Encoding.ASCII.GetBytes(name)) >= 0);

    public static string Precision(ModelFile graph)
    {
        string type = OnnxGraphFile.WeightType(graph.Content, graph.Name) switch
        {
            OnnxElementType.Float => "float32",
            OnnxElementType.UInt8 or OnnxElementType.Int8 => "int8",
            OnnxElementType.Float16 => "float16",
            OnnxElementType.BFloat16 => "bfloat16",
            OnnxElementType.UInt4 or OnnxElementType.Int4 => "int4",
            _ => "unknown",
        };
        return graph.Content.Span.IndexOf("MatMulNBits"u8) >= 0 ? $"{type}, in blocks" : type;
    }
}
