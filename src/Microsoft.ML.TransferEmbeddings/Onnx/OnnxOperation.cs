using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A node of an ONNX graph. Immutable.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxOperation
{
    private readonly OnnxNode node;

    /// <param name="node">The node.</param>
    /// <param name="isCall">Whether it calls a function of the file.</param>
    internal OnnxOperation(OnnxNode node, bool isCall)
    {
        this.node = node;
        // A function may have the name of an operator and compute something else.
        Type = isCall ? $"{node.Domain}::{node.OperatorType}" : node.OperatorType;
        Inputs = [.. node.Inputs];
        Outputs = [.. node.Outputs];
        UsedTensors = [.. node.UsedNames];
    }

    /// <summary>Name of the operator, such as "MatMul"; for a function that the file itself defines, its domain and name, such as "pkg.torch::Linear".</summary>
    public string Type { get; }

    /// <summary>Name of the node; may be empty.</summary>
    public string Name => node.Name;

    /// <summary>Domain of the operator; empty for those of ONNX itself.</summary>
    public string Domain => node.Domain == "ai.onnx" ? "" : node.Domain;

    /// <summary>Names of the input tensors; an empty name for an optional input that is not given.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of the output tensors; an empty name for an optional output that is not computed.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Names of all tensors that the node needs, including those of its subgraphs.</summary>
    public IReadOnlyList<string> UsedTensors { get; }

    /// <summary>Returns whether the operator has a name.</summary>
    /// <param name="type">Name of an operator, case-sensitive.</param>
    public bool Is(string type) => Type == type;

    /// <summary>Reads an attribute that is a whole number.</summary>
    /// <param name="attribute">Name of the attribute, case-sensitive.</param>
    /// <returns>The value; null if the node does not have it.</returns>
    public long? Integer(string attribute) => node.Attribute(attribute)?.Integer;

    /// <summary>Reads an attribute that is a list of whole numbers.</summary>
    /// <param name="attribute">Name of the attribute, case-sensitive.</param>
    /// <returns>The values; null if the node does not have it.</returns>
    /// <exception cref="InvalidDataException">The attribute is damaged.</exception>
    public IReadOnlyList<long>? Integers(string attribute)
    {
        try
        {
            return node.Attribute(attribute)?.ReadIntegers();
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"The attribute '{attribute}' of the node {node.Title} is damaged: {e.Message}. Download or copy the file again.", e);
        }
    }

    /// <summary>Reads an attribute that is a number.</summary>
    /// <param name="attribute">Name of the attribute, case-sensitive.</param>
    /// <returns>The value; null if the node does not have it.</returns>
    public float? Float(string attribute) => node.Attribute(attribute)?.Float;

    /// <summary>Reads an attribute that is a text.</summary>
    /// <param name="attribute">Name of the attribute, case-sensitive.</param>
    /// <returns>The value; null if the node does not have it.</returns>
    public string? Text(string attribute) => node.Attribute(attribute)?.Text;

    /// <summary>Reads an attribute that is a tensor.</summary>
    /// <param name="attribute">Name of the attribute, case-sensitive.</param>
    /// <returns>The value; null if the node does not have it.</returns>
    public OnnxConstant? Tensor(string attribute) => node.Attribute(attribute)?.Tensor is { } tensor ? new OnnxConstant(tensor) : null;
}
