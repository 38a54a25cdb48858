using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A pretrained vision network, cut at the layers that make vectors, with the preparation of its images. Held in memory: the files it was read from are no longer
/// needed.
/// </summary>
/// <remarks>
/// Thread-safe. The encoder is opened at first use. <see cref="EmbeddingModel.Dispose"/> frees it; pipelines made with the model keep theirs. A model that is not
/// disposed of is freed by the garbage collector.
/// </remarks>
/// <example>
/// <code>
/// using var model = ImageEmbeddingModel.FromDirectory("vision-model");
/// float[] vector = model.EmbedFile("photo.jpg");
/// Console.WriteLine(vector.Length == model.Dimension); // prints True
/// </code>
/// </example>
public sealed partial class ImageEmbeddingModel : EmbeddingModel<ImageInput>
{
    private readonly ImageModelSource source;
    private readonly Lazy<IReadOnlyList<ImageLayer>> layers;

    private ImageEmbeddingModel(ImageModelSource source)
        : base(source.Definition)
    {
        this.source = source;
        layers = new Lazy<IReadOnlyList<ImageLayer>>(() => LayerList.Create(source.Graph, Network.Input, Network.Preprocessing, source.Definition.FileName));
    }

    internal VisionNetworkSettings Settings => source.Definition.NetworkSettings;

    /// <summary>Length of each layer's part of the vector.</summary>
    internal IReadOnlyList<int> LayerLengths => Network.LayerLengths;

    private VisionNetworkEncoder Network => (VisionNetworkEncoder)Encoder;

    /// <summary>
    /// The tensors of the network that can make vectors (<see cref="ImageEmbeddingModelOptions.Layers"/>), in the order in which they are computed. The first call
    /// runs the whole network once to find them.
    /// </summary>
    /// <exception cref="InvalidDataException">The network can't be run as a whole.</exception>
    public IReadOnlyList<ImageLayer> Layers => layers.Value;

    /// <summary>
    /// Reads a model folder as it is on the Hugging Face Hub: <c>onnx/model.onnx</c> or <c>model.onnx</c>, and <c>preprocessor_config.json</c> (or
    /// <c>NAME.preprocessor_config.json</c> beside the graph) or timm's <c>config.json</c>. <see cref="Describe"/> reports what was found and chosen.
    /// </summary>
    /// <remarks>
    /// The network is opened at first use. Errors that only the network can show, such as images of another size than it takes or a layer that can't be pooled, are
    /// thrown then: by <see cref="EmbeddingModel.Dimension"/>, by <see cref="EmbedFile"/>, or when a stage is fitted.
    /// </remarks>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Settings that override those of the folder; null for none.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty, or <paramref name="options"/> ask for a layer that the network does not have
    /// or for images of another size than it takes.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file that the model needs.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    /// <exception cref="NotSupportedException">The model needs something that this version does not support; the message names it.</exception>
    public static ImageEmbeddingModel FromDirectory(string directory, ImageEmbeddingModelOptions? options = null) =>
        new(ImageModelFolder.Read(new ModelFolder(directory), options ?? new ImageEmbeddingModelOptions()));

    /// <summary>
    /// Reads an ONNX file. The preparation of images comes from the options, or else from <c>NAME.preprocessor_config.json</c> or <c>preprocessor_config.json</c>
    /// beside the file.
    /// </summary>
    /// <param name="graphPath">Path of the ONNX file.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="graphPath"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="graphPath"/> is empty, nothing says how images are prepared, or <paramref name="options"/> ask for a
    /// layer that the network does not have, for images of another size than it takes, or for another <see cref="ImageEmbeddingModelOptions.GraphFile"/>.</exception>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    /// <exception cref="NotSupportedException">The network needs something that this version does not support; the message names it.</exception>
    public static ImageEmbeddingModel FromOnnx(string graphPath, ImageEmbeddingModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(graphPath);
        if (options?.GraphFile is not null)
            throw new ArgumentException($"{nameof(ImageEmbeddingModelOptions.GraphFile)} chooses among the files of a folder, and '{graphPath}' is chosen already. Leave it null, or use {nameof(FromDirectory)}.", nameof(options));
        return new ImageEmbeddingModel(ImageModelFolder.Read(graphPath, options ?? new ImageEmbeddingModelOptions()));
    }

    /// <summary>Makes a model of the same network and preparation whose vector consists of other layers: each pooled, side by side in this order.</summary>
    /// <param name="layers">Names of <see cref="Layers"/>, each once.</param>
    /// <returns>A model of its own, which the caller disposes of; this one stays usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="layers"/> is null.</exception>
    /// <exception cref="ArgumentException">The network has no such layer, or one is named twice.</exception>
    /// <exception cref="NotSupportedException">A layer has a shape that can't be pooled; the message names it.</exception>
    /// <seealso cref="ImageLayerSelectionCatalog.SelectImageLayers"/>
    public ImageEmbeddingModel WithLayers(params IReadOnlyList<string> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return OfLayers(layers, Settings.Normalize);
    }

    internal ImageEmbeddingModel OfLayers(IReadOnlyList<string> layers, bool normalize) => new(ImageModelFolder.WithLayers(source, layers, normalize));

    /// <summary>Reports what was found in the model's files and chosen for it. Opens the encoder.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
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

    /// <summary>Computes the vector of an image file.</summary>
    /// <param name="path">Path of the file. Its format is recognized by its content.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] EmbedFile(string path) => base.Embed(ImageInput.FromFile(path));

    /// <summary>Computes the vector of an encoded image.</summary>
    /// <param name="encoded">The content of an image file.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(ReadOnlyMemory<byte> encoded) => base.Embed(ImageInput.FromBytes(encoded));

    /// <summary>Computes the vector of an ML.NET image, with the limits of <see cref="ImagePreprocessing.Prepare(MLImage)"/>.</summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <returns><see cref="EmbeddingModel.Dimension"/> values.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="image"/> is null.</exception>
    /// <exception cref="ImageLoadException">The image can't be used.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Embed(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return base.Embed(ImageInput.FromImage(image));
    }
}
