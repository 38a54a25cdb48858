using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A node of an ONNX graph. Immutable.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxOperation
{
    internal OnnxOperation(OnnxNode node)
    {
        Type = node.OperatorType;
        Inputs = [.. node.Inputs];
        Outputs = [.. node.Outputs];
        UsedTensors = [.. node.UsedNames];
    }

    /// <summary>The operator, such as "MatMul".</summary>
    public string Type { get; }

    /// <summary>The names of the tensors that it takes; empty where an optional one is not given.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The names of the tensors that it computes; empty where an optional one is not wanted.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The names of all tensors that it needs, those of the graphs inside of it included.</summary>
    public IReadOnlyList<string> UsedTensors { get; }

    /// <summary>Whether the operator has this name.</summary>
    /// <param name="type">Compared exactly.</param>
    public bool Is(string type) => Type == type;
}
