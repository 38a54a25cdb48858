using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>How the vectors of tokens become a text's where nobody may have said it: a graph that gives a vector of the text itself has the model's own answer.</summary>
/// <param name="TextOutput">The output of the graph with that vector; null where there is none, or where it is used anyway.</param>
/// <param name="IsAssumed">Whether token vectors are pooled in a way that nobody has named.</param>
internal sealed record PoolingChoice(string? TextOutput, bool IsAssumed)
{
    public static PoolingChoice Named { get; } = new(null, IsAssumed: false);

    /// <summary>The choice for a graph, where neither its folder nor the user names a pooling.</summary>
    /// <exception cref="NotSupportedException">The graph has several outputs that may be the vector of a text, or none of any use.</exception>
    public static PoolingChoice Of(ModelFile graph)
    {
        string fileName = graph.PathFrom("");
        IReadOnlyList<OnnxTextOutput> outputs;
        try
        {
            outputs = OnnxTextOutput.Of(OnnxModel.Read(graph.Content, fileName).Graph);
        }
        catch (InvalidDataException)
        {
            // Who opens the graph says so.
            return Named;
        }
        if (OnnxTextOutput.FindTextVector(outputs, fileName) is not { } text)
            return new PoolingChoice(null, IsAssumed: true);
        return new PoolingChoice(OnnxTextOutput.FindToPool(outputs, fileName) == text ? null : text.Name, IsAssumed: false);
    }
}
