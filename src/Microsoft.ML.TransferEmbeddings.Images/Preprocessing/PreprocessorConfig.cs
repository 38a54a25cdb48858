
namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The settings of Hugging Face's image processors: <c>preprocessor_config.json</c>. What would change pixels and is not known is refused.</summary>
internal static class PreprocessorConfig
{
    /// <summary>From this size on ConvNeXT squeezes an image and crops nothing.</summary>
    private const int ConvNextSqueezes = 384;

    private const double ConvNextCropShare = 224 / 256.0, PoolFormerCropShare = 0.9, LevitGrowth = 256 / 224.0;

    public static bool IsIn(ModelJson json) =>
        ImageProcessorType.IsNamedIn(json) || json.Numbers("image_mean") is not null || json.Flag("do_resize") is not null || json.Flag("do_normalize") is not null;

    public static ImagePreprocessing Read(ConfigFile file)
    {
        var json = file.Json;
        var type = ImageProcessorType.Of(file);
        if (json.FlagsThatAreSet().FirstOrDefault(flag => !type.Follows(flag)) is { } flag)
            throw file.Unknown($"it sets {flag}" + (type.IsNamed ? $" for {type.Name}" : ""));
        if (json.Object("size_divisor") is not null || json.Number("size_divisor") is not null)
            throw file.Unknown("it sets size_divisor");
        if (json.Number("ensure_multiple_of") is > 1)
            throw file.Unknown("it sets ensure_multiple_of");

        var (resize, crop) = ReadSizes(file, type);
        bool rescales = json.Flag("do_rescale") ?? true, normalizes = json.Flag("do_normalize") ?? type.NormalizesByDefault;
        var (mean, deviation) = normalizes ? (Channels(file, "image_mean"), Channels(file, "image_std")) : ((0, 0, 0), (1, 1, 1));
        return new ImagePreprocessing
        {
            Resize = resize,
            Crop = crop,
            RescaleFactor = rescales ? json.Number("rescale_factor") ?? 1 / 255.0 : 1,
            Mean = rescales && json.Flag("rescale_offset") == true ? Map(mean, value => value + 1) : mean,
            // EfficientNet divides twice.
            StandardDeviation = type.Name == ImageProcessorType.EfficientNet && json.Flag("include_top") != false
                ? normalizes ? Map(deviation, value => value * value) : Channels(file, "image_std")
                : deviation,
            BlueFirst = json.Flag("do_flip_channel_order") ?? type.IsBlueFirstByDefault,
        };
    }

    private static (ImageResize?, CenterCrop?) ReadSizes(ConfigFile file, ImageProcessorType type)
    {
        var json = file.Json;
        var crop = type.CropsByDefault is { } usual && (json.Flag("do_center_crop") ?? usual) ? ReadCrop(file) : null;
        if (json.Flag("do_resize") == false)
            return (null, crop);
        var filter = json.Number("resample") switch
        {
            null => throw file.Lacks("resample"),
            >= 0 and <= 5 and var number when number == Math.Floor(number) => (ResamplingFilter)number,
            var number => throw file.Unknown($"its resample is {number}"),
        };
        bool isCropped = type.Name is ImageProcessorType.ConvNext or ImageProcessorType.PoolFormer;
        if (!isCropped && json.Number("crop_pct") is not null)
            throw file.Unknown("it sets crop_pct" + (type.IsNamed ? $" for {type.Name}" : ""));
        if (ReadShortestEdge(file, type) is not { } edge)
            return isCropped ? throw file.Unknown($"its size has no shortest_edge, as {type.Name} wants it") : (ReadBothSides(file, filter), crop);
        return type.Name switch
        {
            ImageProcessorType.ConvNext when edge >= ConvNextSqueezes => (ImageResize.ToSize(edge, edge, filter), null),
            ImageProcessorType.ConvNext => (ImageResize.ToShortestEdge((int)(edge / (json.Number("crop_pct") ?? ConvNextCropShare)), filter), new CenterCrop(edge, edge)),
            ImageProcessorType.PoolFormer => (ImageResize.ToShortestEdge((int)(edge / PoolFormerShare(json)), filter), crop),
            ImageProcessorType.Levit => (ImageResize.ToShortestEdge((int)(LevitGrowth * edge), filter), crop),
            _ => (ImageResize.ToShortestEdge(edge, filter), crop),
        };
    }

    /// <summary>Null where the size is that of both sides.</summary>
    private static int? ReadShortestEdge(ConfigFile file, ImageProcessorType type)
    {
        if (file.Json.Object("size") is not { } size)
        {
            int number = file.Json.Count("size") ?? throw file.Lacks("size");
            return type.NumberIsShortestEdge switch
            {
                null => throw file.Unknown("its size is a number and it names no image_processor_type, so that it may be the short side or both"),
                true => number,
                false => null,
            };
        }
        // Some processors take no notice of it, others round in their own ways.
        return size.Count("shortest_edge") is not null && size.Count("longest_edge") is not null
            ? throw file.Unknown("its size has shortest_edge and longest_edge")
            : size.Count("shortest_edge");
    }

    private static ImageResize ReadBothSides(ConfigFile file, ResamplingFilter filter)
    {
        if (file.Json.Object("size") is not { } size)
            return ImageResize.ToSize(file.Json.Count("size")!.Value, file.Json.Count("size")!.Value, filter);
        return size.Count("height") is { } height && size.Count("width") is { } width
            ? ImageResize.ToSize(height, width, filter)
            : throw file.Unknown("its size has neither shortest_edge nor height and width");
    }

    /// <summary>Where a file says null, PoolFormer takes the size as it is.</summary>
    private static double PoolFormerShare(ModelJson json) => json.Number("crop_pct") ?? (json.Names.Contains("crop_pct") ? 1 : PoolFormerCropShare);

    private static CenterCrop ReadCrop(ConfigFile file)
    {
        var json = file.Json;
        if (json.Object("crop_size") is not { } size)
            return json.Count("crop_size") is { } side ? new CenterCrop(side, side) : throw file.Lacks("crop_size");
        return size.Count("height") is { } height && size.Count("width") is { } width ? new CenterCrop(height, width)
            : size.Count("shortest_edge") is { } edge ? new CenterCrop(edge, edge)
            : throw file.Unknown("its crop_size has no height and width");
    }

    private static (float, float, float) Channels(ConfigFile file, string name) => file.Channels(name) ?? throw file.Lacks(name);

    private static (float, float, float) Map((float, float, float) values, Func<float, float> change) => (change(values.Item1), change(values.Item2), change(values.Item3));
}
