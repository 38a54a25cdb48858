using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Images;
using Microsoft.ML.Transforms.Image;

[assembly: EncoderKind<VisionNetworkDefinition>("vision-network")]

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// A vision network as an ONNX graph that ends at the layers that make the vector, and how images are prepared for it. How an image comes is no part of it: a stage that
/// was trained on paths serves encoded bytes.
/// </summary>
internal sealed class VisionNetworkDefinition : EncoderDefinition<ImageInput>, IEncoderKind<VisionNetworkDefinition>
{
    /// <summary>The name of the graph among the files, whatever the folder calls it.</summary>
    public const string GraphName = "model.onnx";

    /// <summary>A path is short, and at a window's end threads wait for its last image. Encoded images have a hundred kilobytes each, and up to three windows are in memory.</summary>
    private const int MaxPathsAhead = 256, MaxEncodedAhead = 64;

    private readonly bool isRestored;

    private VisionNetworkDefinition(ModelFiles files, VisionNetworkSettings settings, string fileName, bool isRestored = false)
        : base(EncoderSettings.ToJson(settings), files)
    {
        NetworkSettings = settings;
        FileName = fileName;
        this.isRestored = isRestored;
        Graph = files.Required(GraphName);
    }

    public ModelFile Graph { get; }

    /// <summary>The file of the graph, for messages.</summary>
    public string FileName { get; }

    public VisionNetworkSettings NetworkSettings { get; }

    public override IReadOnlyList<InputColumn<ImageInput>> Columns { get; } =
    [
        InputColumn.Of<MLImage?, ImageInput>("Image", static type => type is ImageDataViewType, ImageInput.FromImage),
        InputColumn.Of<ReadOnlyMemory<char>, ImageInput>("Text (a path)", static type => type is TextDataViewType, ImageInput.FromPath, MaxPathsAhead),
        InputColumn.Of<VBuffer<byte>, ImageInput>(
            "Vector<Byte> (an encoded image)", static type => type is VectorDataViewType { ItemType: NumberDataViewType item } && item == NumberDataViewType.Byte, ImageInput.FromBuffer, MaxEncodedAhead),
    ];

    /// <param name="graph">The part of the network that the layers need.</param>
    /// <param name="settings">What the folder and the user say.</param>
    /// <param name="fileName">The file, for messages.</param>
    public static VisionNetworkDefinition Create(ModelFile graph, VisionNetworkSettings settings, string fileName) => new(new ModelFiles(graph.Named(GraphName)), settings, fileName);

    public static VisionNetworkDefinition Restore(SavedEncoder saved)
    {
        var settings = saved.ReadSettings<VisionNetworkSettings>();
        try
        {
            if (settings.Layers.Count == 0 || settings.Layers.Any(string.IsNullOrEmpty))
                throw new FormatException("it names no layer, or one without a name");
            _ = settings.Preprocessing.ToPreprocessing();
            _ = settings.Pooling is null ? null : ImagePooling.Parse(settings.Pooling);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw Damaged(e);
        }
        return new VisionNetworkDefinition(saved.Files, settings, Path.Combine("model zip", GraphName), isRestored: true);
    }

    /// <summary>From the same source.</summary>
    public VisionNetworkDefinition With(ModelFile graph, VisionNetworkSettings settings) => Create(graph, settings, FileName);

    public override bool TryHash(ImageInput input, Span<byte> destination) => input.TryHash(destination);

    public override EmbeddingEncoder<ImageInput> Open(EncoderContext context)
    {
        try
        {
            return new VisionNetworkEncoder(Graph, NetworkSettings, context, FileName);
        }
        catch (ArgumentException e) when (isRestored)
        {
            // Who loads a zip gave no settings that could be wrong.
            throw Damaged(e);
        }
    }

    private static InvalidDataException Damaged(Exception reason) =>
        new($"The model zip is damaged: the settings of its vision network can't be used ({reason.Message}). Copy or save the zip again.", reason);
}
