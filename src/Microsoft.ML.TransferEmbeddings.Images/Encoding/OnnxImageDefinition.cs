using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>A vision network as an ONNX graph that ends at the layers that make the vector, and how images are prepared for it.</summary>
internal sealed class OnnxImageDefinition(ModelPart graph, OnnxImageSettings settings, string source)
    : EncoderDefinition(KindName, JsonSerializer.SerializeToNode(settings, Json)!.AsObject(), [graph])
{
    public const string KindName = "onnx-image";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public override ZipLoader Loader => ImageEmbeddingLoader.Loader;

    public ModelPart Graph => Parts[0];

    public OnnxImageSettings ImageSettings { get; } = settings;

    /// <summary>The same network for a column of another kind; the graph's session is shared.</summary>
    public OnnxImageDefinition With(ImageColumn column, OnBadImage onBadImage) => new(Graph, ImageSettings with { Column = column, OnBadImage = onBadImage }, source);

    /// <summary>From the same source.</summary>
    public OnnxImageDefinition With(ModelPart otherGraph, OnnxImageSettings otherSettings) => new(otherGraph, otherSettings, source);

    public override EmbeddingEncoder Open(ExecutionDevice device) => ImageSettings.Column switch
    {
        ImageColumn.Path => Open(new PathSource(), device),
        ImageColumn.Encoded => Open(new EncodedSource(), device),
        _ => Open(new MLImageSource(), device),
    };

    public OnnxImageEncoder<TInput> Open<TInput>(ImageSource<TInput> images, ExecutionDevice device) => new(images, Graph, ImageSettings, device, Path.Combine(source, Graph.Name));

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts)
    {
        try
        {
            if (parts is [var graph] && settings.Deserialize<OnnxImageSettings>(Json) is { Preprocessing: not null, Layers.Count: > 0 } restored)
            {
                _ = restored.Preprocessing.ToPreprocessing();
                _ = restored.Pooling is null ? null : ImagePooling.Parse(restored.Pooling);
                return new OnnxImageDefinition(graph, restored, source: "model zip");
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The model zip is damaged: the settings of its image encoder can't be read ({e.Message}). Copy or save the zip again.", e);
        }
        throw new InvalidDataException("The model zip is damaged: an image encoder has a graph and settings. Copy or save the zip again.");
    }

    /// <summary>Which of its columns a stage is for.</summary>
    public sealed class Choice(OnnxImageDefinition definition, OnBadImage onBadImage) : EncoderChoice
    {
        public override string Types => "Image, Text (a path) or Vector<Byte> (an encoded image)";

        public override EncoderDefinition? For(DataViewType type) =>
            ColumnOf(type is VectorDataViewType vector ? vector.ItemType : type, type is VectorDataViewType) is { } column ? definition.With(column, onBadImage).Shared() : null;

        public override bool Takes(SchemaShape.Column column) =>
            !column.IsKey && ColumnOf(column.ItemType, column.Kind != SchemaShape.Column.VectorKind.Scalar) is not null;

        private static ImageColumn? ColumnOf(DataViewType itemType, bool isVector) =>
            isVector ? itemType == NumberDataViewType.Byte ? ImageColumn.Encoded : null
            : itemType == TextDataViewType.Instance ? ImageColumn.Path
            : itemType is Transforms.Image.ImageDataViewType ? ImageColumn.Image
            : null;
    }
}
