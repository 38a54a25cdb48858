using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>Finds a network's layers and their shapes: most files don't say them, so the first image runs through with every tensor as an output.</summary>
internal static class LayerList
{
    /// <param name="graph">The whole network.</param>
    /// <param name="input">Of the network.</param>
    /// <param name="preprocessing">Gives images of one size.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="limit">How long the run may take; null for the usual one.</param>
    /// <exception cref="InvalidDataException">The network can't be run as a whole.</exception>
    public static IReadOnlyList<ImageLayer> Create(ModelFile graph, OnnxImageInput input, ImagePreprocessing preprocessing, string fileName, TimeSpan? limit = null)
    {
        var network = OnnxNetwork.Read(graph);
        var operators = new VisionGraph(network, fileName).Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Operator);
        string[] names = [.. operators.Keys];
        using var lease = OnnxSession.Open(network.CutAt(names), EncoderContext.Cpu, fileName: fileName);
        var (height, width) = preprocessing.OutputSize!.Value;
        var shapes = new FirstImageRun(lease, input, preprocessing, fileName, limit).Read(names, (_, value) => Shape(value, isSquare: height == width));
        return [.. names.Zip(shapes).Where(layer => layer.Second is not null).Select(layer => new ImageLayer(layer.First, layer.Second!, operators[layer.First]))];
    }

    /// <summary>Without the batch, a map's channels first; null for what is no layer, such as a shape that the graph computes with.</summary>
    private static int[]? Shape(OrtValue value, bool isSquare)
    {
        if (!value.IsTensor)
            return null;
        var type = value.GetTensorTypeAndShape();
        if (type.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16) || type.Shape is not [1, _, ..] || type.Shape.Length > 4)
            return null;
        int[] shape = [.. type.Shape[1..].Select(size => (int)size)];
        return LayerPooling.HasChannelsLast(type.Shape, isSquare) ? [shape[2], shape[0], shape[1]] : shape;
    }
}
