using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A constant tensor of an ONNX graph, such as a matrix of weights. Immutable.</summary>
[Experimental(Experiments.EncoderBuildingBlocks)]
public sealed class OnnxConstant
{
    private readonly OnnxTensor tensor;

    internal OnnxConstant(OnnxTensor tensor) => this.tensor = tensor;

    /// <summary>Name of the tensor; may be empty for one that is an attribute.</summary>
    public string Name => tensor.Name;

    /// <summary>Sizes of the dimensions; empty for a single value.</summary>
    public IReadOnlyList<long> Shape => tensor.Dimensions;

    /// <summary>Type of the values, as ONNX calls it, such as "Float", "Float16" or "Int64".</summary>
    public string ElementType => tensor.ElementType.ToString();

    /// <summary>Reads the values of a tensor of Float or Float16.</summary>
    /// <returns>The values, row by row.</returns>
    /// <exception cref="InvalidDataException">There are not as many values as the shape says.</exception>
    /// <exception cref="NotSupportedException">The values are of another type.</exception>
    public float[] ReadFloats() => Read(tensor.ReadFloats);

    /// <summary>Reads the values of a tensor of whole numbers; those of Bool are 0 and 1.</summary>
    /// <returns>The values, row by row.</returns>
    /// <exception cref="InvalidDataException">There are not as many values as the shape says.</exception>
    /// <exception cref="NotSupportedException">The values are of another type.</exception>
    public long[] ReadIntegers() => Read(tensor.RequireIntegers);

    private static T[] Read<T>(Func<T[]> values)
    {
        try
        {
            return values();
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"The ONNX file is damaged: {e.Message}. Download or copy the file again.", e);
        }
    }
}
