
namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>timm's <c>pretrained_cfg</c>, followed as timm's transforms for evaluation do: https://github.com/huggingface/pytorch-image-models.</summary>
internal static class PretrainedConfig
{
    private const double DefaultCropShare = 0.875;

    private static readonly (float, float, float) ImageNetMean = (0.485f, 0.456f, 0.406f), ImageNetDeviation = (0.229f, 0.224f, 0.225f);

    public static bool IsIn(ModelJson json) => json.Text("interpolation") is not null && json.Numbers("input_size") is not null;

    public static ImagePreprocessing Read(ConfigFile file)
    {
        var json = file.Json;
        if (json.Numbers("input_size") is not [3, >= 1 and var inputHeight, >= 1 and var inputWidth])
            throw file.Unknown("its input_size is not 3 channels, a height and a width");
        int height = (int)inputHeight, width = (int)inputWidth;
        double share = json.Number("crop_pct") ?? DefaultCropShare;
        if (share is not > 0)
            throw file.Unknown($"its crop_pct is {share}");
        int scaledHeight = (int)Math.Floor(height / share), scaledWidth = (int)Math.Floor(width / share);
        string text = json.Text("interpolation") ?? "bilinear";
        if (!Enum.TryParse<ResamplingFilter>(text, ignoreCase: true, out var filter) || char.IsDigit(text[0]))
            throw file.Unknown($"its interpolation is '{text}'");
        return new ImagePreprocessing
        {
            Resize = json.Text("crop_mode") switch
            {
                "squash" => ImageResize.ToSize(scaledHeight, scaledWidth, filter),
                null or "center" when scaledHeight == scaledWidth => ImageResize.ToShortestEdge(scaledHeight, filter),
                null or "center" => throw file.Unknown($"its input is {height} x {width}, no square, with crop_mode center"),
                var mode => throw file.Unknown($"its crop_mode is '{mode}'"),
            },
            Crop = new CenterCrop(height, width, CropRounding.HalfToEven),
            Mean = file.Channels("mean") ?? ImageNetMean,
            StandardDeviation = file.Channels("std") ?? ImageNetDeviation,
        };
    }
}
