using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A pretrained vision network, the part of it that makes vectors, and how images are prepared for it. The files it came from may go.
/// </summary>
/// <remarks>
/// Thread-safe. The encoder is opened when first used. <see cref="EmbeddingModel.Dispose"/> gives it back; pipelines made with the model keep theirs. A model that is
/// forgotten is freed by the garbage collector.
/// </remarks>
public sealed partial class ImageEmbeddingModel : EmbeddingModel<ImageInput>
{
    private readonly ImageModelSource source;
    private readonly Lazy<IReadOnlyList<ImageLayer>> layers;

    private ImageEmbeddingModel(ImageModelSource source)
        : base(source.Definition)
    {
        this.source = source;
        layers = new Lazy<IReadOnlyList<ImageLayer>>(() => LayerList.Create(source.Graph, Network.Input, Network.Preprocessing));
    }

    internal VisionNetworkSettings Settings => source.Definition.NetworkSettings;

    /// <summary>How long each layer's part of the vector is.</summary>
    internal IReadOnlyList<int> LayerLengths => Network.LayerLengths;

    private VisionNetworkEncoder Network => (VisionNetworkEncoder)Encoder;

    /// <summary>
    /// The tensors of the network that can make vectors (<see cref="ImageEmbeddingModelOptions.Layers"/>), in the order in which they are computed. Found by a
    /// run of the whole network when asked for first.
    /// </summary>
    /// <exception cref="InvalidDataException">The network can't be run as a whole.</exception>
    public IReadOnlyList<ImageLayer> Layers => layers.Value;

    /// <summary>
    /// Reads a model folder as it is on the Hugging Face Hub: <c>onnx/model.onnx</c> or <c>model.onnx</c>, and <c>preprocessor_config.json</c> or timm's
    /// <c>config.json</c>. What was found and chosen, <see cref="Describe"/> tells.
    /// </summary>
    /// <remarks>
    /// The network is opened when it is first used. What only the network shows, such as images of another size than it takes or a layer that can't be pooled, is thrown
    /// then: by <see cref="EmbeddingModel.Dimension"/>, by <see cref="EmbedFile"/>, or by a stage that is fitted.
    /// </remarks>
    /// <param name="directory">The folder.</param>
    /// <param name="options">What overrides the folder; null for nothing.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty, or <paramref name="options"/> ask for a layer that the network does not have
    /// or for images of another size than it takes.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file that the model needs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    /// <exception cref="NotSupportedException">The model asks for something that this version can't do; the message names it.</exception>
    public static ImageEmbeddingModel FromDirectory(string directory, ImageEmbeddingModelOptions? options = null) =>
        new(ImageModelFolder.Read(new ModelFolder(directory), options ?? new ImageEmbeddingModelOptions()));

    /// <summary>
    /// Reads an ONNX file. How images are prepared say the options, else <c>NAME.preprocessor_config.json</c> or <c>preprocessor_config.json</c> beside it.
    /// </summary>
    /// <param name="graphPath">The ONNX file.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="graphPath"/> is empty, nothing says how images are prepared, or <paramref name="options"/> ask for a
    /// layer that the network does not have, for images of another size than it takes, or for another <see cref="ImageEmbeddingModelOptions.GraphFile"/>.</exception>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    /// <exception cref="NotSupportedException">The network asks for something that this version can't do; the message names it.</exception>
    public static ImageEmbeddingModel FromOnnx(string graphPath, ImageEmbeddingModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(graphPath);
        if (options?.GraphFile is not null)
            throw new ArgumentException($"{nameof(ImageEmbeddingModelOptions.GraphFile)} chooses among the files of a folder, and '{graphPath}' is chosen already. Leave it null, or use {nameof(FromDirectory)}.", nameof(options));
        return new ImageEmbeddingModel(ImageModelFolder.Read(graphPath, options ?? new ImageEmbeddingModelOptions()));
    }

    /// <summary>The same network and preparation with a vector of other layers, pooled and side by side in this order.</summary>
    /// <param name="layers">Names of <see cref="Layers"/>, each once.</param>
    /// <returns>A model of its own, to be disposed of apart from this one.</returns>
    /// <exception cref="ArgumentException">The network has no such layer, or one is named twice.</exception>
    /// <exception cref="NotSupportedException">A layer has a shape that can't be pooled; the message names it.</exception>
    /// <seealso cref="ImageLayerSelectionCatalog.SelectImageLayers"/>
    public ImageEmbeddingModel WithLayers(params IReadOnlyList<string> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return OfLayers(layers, Settings.Normalize);
    }

    internal ImageEmbeddingModel OfLayers(IReadOnlyList<string> layers, bool normalize) => new(ImageModelFolder.WithLayers(source, layers, normalize));

    /// <summary>What was found in the model's files and chosen for it.</summary>
    public override ImageEmbeddingModelDescription Describe()
    {
        var network = Network;
        return new ImageEmbeddingModelDescription
        {
            Kind = Definition.Kind,
            Dimension = Dimension,
            Files = [.. Definition.Files.Select(file => file.Name)],
            InputName = network.Input.Name,
            InputType = network.Input.ElementType.ToString(),
            Preprocessing = network.Preprocessing,
            Layers = Settings.Layers,
            Pooling = Settings.Pooling is { } pooling ? ImagePooling.Parse(pooling) : null,
            FlipAveraging = Settings.FlipAveraging,
            Normalize = Settings.Normalize,
            WeightsFile = source.Graph.Name,
            Precision = OnnxNetwork.Read(source.Definition.Graph).Precision,
            License = source.License,
            Fingerprint = Fingerprint,
        };
    }

    /// <summary>The vector of an image file.</summary>
    /// <param name="path">The file; its format comes from its content.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] EmbedFile(string path) => base.Embed(ImageInput.FromFile(path));

    /// <summary>The vector of an encoded image.</summary>
    /// <param name="encoded">The content of an image file.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(ReadOnlyMemory<byte> encoded) => base.Embed(ImageInput.FromBytes(encoded));

    /// <summary>The vector of an ML.NET image, with the limits of <see cref="ImagePreprocessing.Prepare(MLImage)"/>.</summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return base.Embed(ImageInput.FromImage(image));
    }
}
