using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.TransferEmbeddings;

/// <content>The network, for packages that train it.</content>
public sealed partial class ImageEmbeddingModel
{
    /// <summary>Returns the model's network, with what comes before and after it. Opens the encoder.</summary>
    /// <exception cref="NotSupportedException">The network does not take images as float32.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    [Experimental("TEMB002")]
    public ImageNetwork GetNetwork()
    {
        var encoder = Network;
        return encoder.Input.ElementType == TensorElementType.Float
            ? new ImageNetwork(source.Definition.Graph, encoder, Settings)
            : throw new NotSupportedException($"The graph '{source.Definition.FileName}' takes images as {encoder.Input.ElementType}; only networks that take Float can be used outside the model. Use an export in float32.");
    }

    /// <summary>
    /// Makes a model with another graph in place of its own, such as one whose weights were trained: <c>Definition.Files</c> has its own, cut at the layers of the vector.
    /// The preparation of images and the pooling are those of this model.
    /// </summary>
    /// <param name="graph">ONNX graph with the input and outputs of the model's own and all weights in it. The new model has the layers of this graph alone.</param>
    /// <returns>The new model, which the caller disposes of; this one stays usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="graph"/> is null.</exception>
    /// <exception cref="ArgumentException">The graph does not compute a layer of the vector.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged.</exception>
    [Experimental("TEMB002")]
    public ImageEmbeddingModel WithGraph(ModelFile graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new(source with { Definition = source.Definition.With(OnnxNetwork.Read(graph).CutAt(Settings.Layers), Settings), Graph = graph });
    }
}
