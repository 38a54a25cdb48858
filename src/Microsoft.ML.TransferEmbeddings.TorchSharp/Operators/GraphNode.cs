namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;

/// <summary>A node of a graph that is trained: one of the file, or one that stands for several.</summary>
/// <param name="Type">The operator.</param>
/// <param name="Inputs">Names of tensors; empty for what is not given.</param>
/// <param name="Outputs">Names of tensors; empty for what is not wanted.</param>
/// <param name="Operation">The node of the file, or the last one of those that it stands for.</param>
internal sealed record GraphNode(string Type, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, OnnxOperation Operation)
{
    /// <summary>Of a node that stands for several: what is added to a variance.</summary>
    public double Epsilon { get; init; }

    /// <summary>How a message calls the node.</summary>
    public string Title => $"{Type} '{(Operation.Name.Length > 0 ? Operation.Name : Outputs[0])}'";
}
