using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>Finds a network's layers and their shapes: most files don't say them, so a black image runs through with every tensor as an output.</summary>
internal static class LayerList
{
    public static IReadOnlyList<ImageLayer> Create(ModelFile graph, OnnxImageInput input, ImagePreprocessing preprocessing)
    {
        var network = OnnxNetwork.Read(graph);
        var tensors = new VisionGraph(network, graph.Name).Tensors.ToArray();
        string[] names = [.. tensors.Select(tensor => tensor.Name)];
        using var lease = OnnxSession.Open(network.CutAt(names), EncoderContext.Cpu);
        var (height, width) = preprocessing.OutputSize!.Value;
        using var black = new PixelBuffer(width, height);
        black.Pixels.Clear();
        using var run = new OnnxImageRun(input, height, width, []);
        run.SetImage(black, preprocessing.Writer);
        var layers = new List<ImageLayer>();
        lease.Use(run, (session, run) =>
        {
            using var limit = new OnnxRunLimit(OnnxImageRun.FirstRunLimit);
            using var values = run.RunAll(session, names, limit.RunOptions);
            for (int i = 0; i < names.Length; i++)
            {
                if (Shape(values[i], isSquare: height == width) is { } shape)
                    layers.Add(new ImageLayer(names[i], shape, tensors[i].Operator));
            }
        });
        return layers;
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
