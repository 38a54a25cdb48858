using Microsoft.ML.TransferEmbeddings.Models;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The settings of Hugging Face's image processors: <c>preprocessor_config.json</c>. What would change pixels and is not known is refused.</summary>
internal static class PreprocessorConfig
{
    /// <summary>From this size on ConvNeXT squeezes an image and crops nothing.</summary>
    private const int ConvNextSqueezes = 384;

    private const double ConvNextCropShare = 224 / 256.0, LevitGrowth = 256 / 224.0;

    private static readonly string[] KnownFlags =
        ["do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb", "do_flip_channel_order", "do_reduce_labels", "rescale_offset", "include_top"];

    /// <summary>Where <c>size</c> is a number, these take it for the shortest edge; the others for both sides.</summary>
    private static readonly string[] ShortestEdgeTypes =
        ["Bit", "ChineseCLIP", "CLIP", "ConvNext", "Levit", "MobileNetV1", "MobileNetV2", "MobileViT", "PoolFormer"];

    public static bool IsIn(ModelJson json) => 
        TypeOf(json).Length > 0 || json.Numbers("image_mean") is not null || json.Flag("do_resize") is not null || json.Flag("do_normalize") is not null;

    public static ImagePreprocessing Read(ConfigFile file)
    {
        var json = file.Json;
        string type = TypeOf(json);
        if (type == "Perceiver")
            throw file.Unknown("its PerceiverImageProcessor crops before it resizes");
        if (json.FlagsThatAreSet().Except(KnownFlags).FirstOrDefault(flag => flag.StartsWith("do_", StringComparison.Ordinal) || flag == "keep_aspect_ratio") is { } flag)
            throw file.Unknown($"it sets {flag}");
        if (json.Object("size_divisor") is not null || json.Number("size_divisor") is not null)
            throw file.Unknown("it sets size_divisor");

        var (resize, crop) = ReadSizes(file, type);
        bool rescales = json.Flag("do_rescale") ?? true, normalizes = json.Flag("do_normalize") ?? true;
        var (mean, deviation) = normalizes ? (Channels(file, "image_mean"), Channels(file, "image_std")) : ((0, 0, 0), (1, 1, 1));
        return new ImagePreprocessing
        {
            Resize = resize,
            Crop = crop,
            RescaleFactor = rescales ? json.Number("rescale_factor") ?? 1 / 255.0 : 1,
            Mean = rescales && json.Flag("rescale_offset") == true ? Map(mean, value => value + 1) : mean,
            // EfficientNet divides twice.
            StandardDeviation = type == "EfficientNet" && json.Flag("include_top") != false
                ? normalizes ? Map(deviation, value => value * value) : Channels(file, "image_std")
                : deviation,
            BlueFirst = json.Flag("do_flip_channel_order") ?? false,
        };
    }

    private static (ImageResize?, CenterCrop?) ReadSizes(ConfigFile file, string type)
    {
        var json = file.Json;
        bool resizes = json.Flag("do_resize") ?? true, hasCrop = json.Object("crop_size") is not null || json.Number("crop_size") is not null;
        var crop = json.Flag("do_center_crop") ?? hasCrop ? ReadCrop(file) : null;
        if (!resizes)
            return (null, crop);
        var filter = json.Number("resample") switch
        {
            null => throw file.Lacks("resample"),
            >= 0 and <= 5 and var number when number == Math.Floor(number) => (ResamplingFilter)number,
            var number => throw file.Unknown($"its resample is {number}"),
        };
        var size = json.Object("size");
        if (size is not null && size.Count("shortest_edge") is null)
        {
            return size.Count("height") is { } height && size.Count("width") is { } width
                ? (ImageResize.ToSize(height, width, filter), crop)
                : throw file.Unknown("its size has neither shortest_edge nor height and width");
        }

        int edge = size?.Count("shortest_edge") ?? json.Count("size") ?? throw file.Lacks("size");
        int? longest = size?.Count("longest_edge");
        if (size is null && !ShortestEdgeTypes.Contains(type))
            return (ImageResize.ToSize(edge, edge, filter), crop);
        double? share = json.Number("crop_pct");
        return type switch
        {
            "ConvNext" when edge >= ConvNextSqueezes => (ImageResize.ToSize(edge, edge, filter), null),
            "ConvNext" => (ImageResize.ToShortestEdge((int)(edge / (share ?? ConvNextCropShare)), filter), new CenterCrop(edge, edge)),
            "PoolFormer" when share is not null => (ImageResize.ToShortestEdge((int)(edge / share), filter), crop),
            "Levit" => (ImageResize.ToShortestEdge((int)(LevitGrowth * edge), filter), crop),
            _ when share is not null => throw file.Unknown($"it sets crop_pct for '{type}'"),
            _ => (ImageResize.ToShortestEdge(edge, filter, longest), crop),
        };
    }

    private static CenterCrop ReadCrop(ConfigFile file)
    {
        var json = file.Json;
        if (json.Object("crop_size") is not { } size)
            return json.Count("crop_size") is { } side ? new CenterCrop(side, side) : throw file.Lacks("crop_size");
        return size.Count("height") is { } height && size.Count("width") is { } width ? new CenterCrop(height, width)
            : size.Count("shortest_edge") is { } edge ? new CenterCrop(edge, edge)
            : throw file.Unknown("its crop_size has no height and width");
    }

    /// <summary>"CLIP" of "CLIPImageProcessorFast" or, in older files, "CLIPFeatureExtractor".</summary>
    private static string TypeOf(ModelJson json)
    {
        string type = json.Text("image_processor_type") ?? json.Text("feature_extractor_type") ?? "";
        int end = type.IndexOf("ImageProcessor", StringComparison.Ordinal);
        end = end < 0 ? type.IndexOf("FeatureExtractor", StringComparison.Ordinal) : end;
        return end < 0 ? type : type[..end];
    }

    private static (float, float, float) Channels(ConfigFile file, string name) => file.Channels(name) ?? throw file.Lacks(name);

    private static (float, float, float) Map((float, float, float) values, Func<float, float> change) => (change(values.Item1), change(values.Item2), change(values.Item3));
}
