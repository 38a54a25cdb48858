using System.Drawing;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>An <see cref="ImagePreprocessing"/> as a model zip has it.</summary>
internal sealed record PreprocessingSettings(
    int? ShortestEdge,
    int? LongestEdge,
    int? Height,
    int? Width,
    ResamplingFilter? Filter,
    int? CropHeight,
    int? CropWidth,
    CropRounding? CropRounding,
    double RescaleFactor,
    float[] Mean,
    float[] StandardDeviation,
    bool BlueFirst,
    bool ApplyOrientation,
    int? Background,
    long MaxPixels)
{
    public static PreprocessingSettings Of(ImagePreprocessing preprocessing) => new(
        preprocessing.Resize?.ShortestEdge,
        preprocessing.Resize?.LongestEdge,
        preprocessing.Resize?.Height,
        preprocessing.Resize?.Width,
        preprocessing.Resize?.Filter,
        preprocessing.Crop?.Height,
        preprocessing.Crop?.Width,
        preprocessing.Crop?.Rounding,
        preprocessing.RescaleFactor,
        ToArray(preprocessing.Mean),
        ToArray(preprocessing.StandardDeviation),
        preprocessing.BlueFirst,
        preprocessing.ApplyOrientation,
        preprocessing.Background?.ToArgb(),
        preprocessing.MaxPixels);

    /// <exception cref="FormatException">Mean or deviation has not three values.</exception>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public ImagePreprocessing ToPreprocessing() => new()
    {
        Resize = Filter is not { } filter ? null
            : ShortestEdge is { } edge ? ImageResize.ToShortestEdge(edge, filter, LongestEdge)
            : ImageResize.ToSize(Height ?? 0, Width ?? 0, filter),
        Crop = CropHeight is { } height ? new CenterCrop(height, CropWidth ?? 0, CropRounding ?? default) : null,
        RescaleFactor = RescaleFactor,
        Mean = ToTuple(Mean),
        StandardDeviation = ToTuple(StandardDeviation),
        BlueFirst = BlueFirst,
        ApplyOrientation = ApplyOrientation,
        Background = Background is { } color ? Color.FromArgb(color) : null,
        MaxPixels = MaxPixels,
    };

    private static float[] ToArray((float, float, float) values) => [values.Item1, values.Item2, values.Item3];

    private static (float, float, float) ToTuple(float[] values) =>
        values is [var first, var second, var third] ? (first, second, third) : throw new FormatException("a mean or deviation has not three values");
}
