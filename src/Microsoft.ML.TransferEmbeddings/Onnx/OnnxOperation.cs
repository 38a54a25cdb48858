using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A node of an ONNX graph. Immutable.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxOperation
{
    /// <param name="node">The node.</param>
    /// <param name="isCall">Whether it calls a function of the file.</param>
    internal OnnxOperation(OnnxNode node, bool isCall)
    {
        // A function may have the name of an operator and compute something else.
        Type = isCall ? $"{node.Domain}::{node.OperatorType}" : node.OperatorType;
        Inputs = [.. node.Inputs];
        Outputs = [.. node.Outputs];
        UsedTensors = [.. node.UsedNames];
    }

    /// <summary>Name of the operator, such as "MatMul"; for a function that the file itself defines, its domain and name, such as "pkg.torch::Linear".</summary>
    public string Type { get; }

    /// <summary>Names of the input tensors; an empty name for an optional input that is not given.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of the output tensors; an empty name for an optional output that is not computed.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Names of all tensors that the node needs, including those of its subgraphs.</summary>
    public IReadOnlyList<string> UsedTensors { get; }

    /// <summary>Returns whether the operator has a name.</summary>
    /// <param name="type">Name of an operator, case-sensitive.</param>
    public bool Is(string type) => Type == type;
}
