using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Persistence;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>What the weights of a graph are, by the names of its operators, which stand in the file as plain text, and by their types.</summary>
internal static class OnnxWeights
{
    /// <summary>Whether activations are quantised by one scale for all that is in a batch, so that a vector would depend on its batch.</summary>
    public static bool QuantizeActivations(ModelPart graph) => graph.Content.Span.IndexOf("DynamicQuantize"u8) >= 0;

    public static string Precision(ModelPart graph)
    {
        string type = OnnxGraphFile.WeightType(graph.Content) switch
        {
            1 => "float32",
            2 or 3 => "int8",
            10 => "float16",
            16 => "bfloat16",
            21 or 22 => "int4",
            _ => "unknown",
        };
        return graph.Content.Span.IndexOf("MatMulNBits"u8) >= 0 ? $"{type}, in blocks" : type;
    }
}
