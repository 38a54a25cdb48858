using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Network of an image model, with what comes before and after it: for packages that run or train it in another way. <see cref="ImageEmbeddingModel.GetNetwork"/> returns
/// it, and <see cref="ImageEmbeddingModel.WithGraph(ModelFile)"/> makes a model of it again. Immutable and thread-safe.
/// </summary>
[Experimental("TEMB002")]
public sealed class ImageNetwork
{
    private readonly ImagePreprocessing preprocessing;

    internal ImageNetwork(ModelFile graph, VisionNetworkEncoder encoder, VisionNetworkSettings settings)
    {
        preprocessing = encoder.Preprocessing;
        Graph = graph;
        Input = encoder.Input.Name;
        Layers = encoder.Layers;
        (Height, Width) = encoder.ImageSize;
        Softmax = settings.Softmax;
        Normalize = settings.Normalize;
    }

    /// <summary>ONNX graph that ends at the layers of the vector, with all weights in it.</summary>
    public ModelFile Graph { get; }

    /// <summary>Name of the graph's input: float32 images of one <see cref="Height"/>, <see cref="Width"/> and <see cref="Layout"/>.</summary>
    public string Input { get; }

    /// <summary>Outputs of the graph whose pooled values make the vector, side by side in this order.</summary>
    public IReadOnlyList<ImageNetworkLayer> Layers { get; }

    /// <summary>Height of the images, in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of the images, in pixels.</summary>
    public int Width { get; }

    /// <summary>Layout of the images.</summary>
    public ImageLayout Layout => preprocessing.Layout;

    /// <summary>Whether the vector then goes through a softmax.</summary>
    public bool Softmax { get; }

    /// <summary>Whether the vector is divided by its length (L2) in the end.</summary>
    public bool Normalize { get; }

    /// <summary>Decodes an image and prepares it for the network.</summary>
    /// <param name="image">The image.</param>
    /// <returns>3 x <see cref="Height"/> x <see cref="Width"/> values in the order of <see cref="Layout"/>.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    public float[] Prepare(ImageInput image) => preprocessing.Tensor(image.Read(preprocessing), image.Name);
}
