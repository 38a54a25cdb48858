
namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// A class of Hugging Face's image processors, whose names say what a file leaves out: https://github.com/huggingface/transformers, src/transformers/models.
/// </summary>
/// <param name="Name">"CLIP" of "CLIPImageProcessorFast" or, in older files, "CLIPFeatureExtractor"; empty where a file names none.</param>
/// <param name="NumberIsShortestEdge">Whether a <c>size</c> that is a number is the short side's, otherwise both sides'; null where it is not known.</param>
/// <param name="CropsByDefault">Whether a file that says nothing means a crop; null for never, whatever it says.</param>
internal sealed record ImageProcessorType(string Name, bool? NumberIsShortestEdge, bool? CropsByDefault)
{
    public const string ConvNext = "ConvNext", EfficientNet = "EfficientNet", Levit = "Levit", PoolFormer = "PoolFormer";

    private const string MobileViT = "MobileViT";

    private static readonly ImageProcessorType[] Known =
    [
        new("Beit", false, true), new("Bit", true, true), new("Blip", false, null), new("ChineseCLIP", true, true), new("CLIP", true, true), new(ConvNext, true, null),
        new("DeiT", false, true), new("DINOv3ViT", false, false), new("DPT", false, null), new(EfficientNet, false, false), new(Levit, true, true),
        new("MobileNetV1", true, true), new("MobileNetV2", true, true), new(MobileViT, true, true), new("OwlViT", false, false), new(PoolFormer, true, true),
        new("Pvt", false, null), new("Segformer", false, null), new("Siglip", false, null), new("ViT", false, null), new("ViTHybrid", true, true),
    ];

    public bool IsNamed => Name.Length > 0;

    public bool NormalizesByDefault => Name != MobileViT;

    public bool IsBlueFirstByDefault => Name == MobileViT;

    /// <summary>Whether it does what a flag asks for. A class that is not named is expected to.</summary>
    public bool Follows(string flag) => flag switch
    {
        "do_resize" or "do_rescale" or "do_normalize" or "do_convert_rgb" or "do_reduce_labels" => true,
        "do_center_crop" => CropsByDefault is not null,
        "do_flip_channel_order" => Name is MobileViT or "",
        "rescale_offset" => Name is EfficientNet or "",
        "keep_aspect_ratio" or "use_square_size" => false,
        _ => !flag.StartsWith("do_", StringComparison.Ordinal),
    };

    public static bool IsNamedIn(ModelJson json) => TextOf(json) is not null;

    /// <exception cref="NotSupportedException">The class is not known.</exception>
    public static ImageProcessorType Of(ConfigFile file)
    {
        if (TextOf(file.Json) is not { } text)
            return new ImageProcessorType("", NumberIsShortestEdge: null, CropsByDefault: file.Json.Object("crop_size") is not null || file.Json.Number("crop_size") is not null);
        int end = text.IndexOf("ImageProcessor", StringComparison.Ordinal);
        end = end < 0 ? text.IndexOf("FeatureExtractor", StringComparison.Ordinal) : end;
        string name = end < 0 ? text : text[..end];
        return Array.Find(Known, type => type.Name == name) ?? throw file.Unknown($"its image processor is '{text}'");
    }

    private static string? TextOf(ModelJson json) => json.Text("image_processor_type") ?? json.Text("feature_extractor_type");
}
