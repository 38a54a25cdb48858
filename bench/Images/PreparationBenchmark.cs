using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>Decoding and preparing alone, beside Pillow and ML.NET's own stages, a thread each.</summary>
internal static class PreparationBenchmark
{
    private const int ShortestEdge = 256, Crop = 224;

    private const string Script = "bench/python/images_prepare.py";

    /// <summary>Of the mean of all values. The decoders are of different versions.</summary>
    private const double Tolerance = 1e-3;

    private static readonly ImagePreprocessing Preprocessing = new()
    {
        Resize = ImageResize.ToShortestEdge(ShortestEdge, ResamplingFilter.Bicubic),
        Crop = new CenterCrop(Crop, Crop),
        Mean = (0.485f, 0.456f, 0.406f),
        StandardDeviation = (0.229f, 0.224f, 0.225f),
    };

    public static Section Run(ImageFolder images, string python, int rounds)
    {
        var ours = new PreparationWay(Preprocessing, images);
        using var pillow = new PillowWay(python, Script, images);
        var ml = MeasuredContext.Create();
        var rows = ml.Data.LoadFromEnumerable(images.Paths.Select(path => new ImageRow(path)));
        var stages = ml.Transforms.LoadImages("Image", imageFolder: null, nameof(ImageRow.Path))
            .Append(ml.Transforms.ResizeImages("Image", Crop, Crop, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 127, scaleImage: 1 / 128f));
        var times = InterleavedRounds.Measure(
            [ours, pillow, new VectorColumnWay("LoadImages, ResizeImages, ExtractPixels", stages.Fit(rows).Transform(rows), "Pixels", images.Paths.Count)], rounds);
        if (Math.Abs(ours.Mean - pillow.Mean) > Tolerance)
            throw new InvalidDataException($"The prepared values have the mean {ours.Mean} with ImagePreprocessing and {pillow.Mean} with Pillow.");
        return new Section(
            "Images, decoded and prepared",
            $"{images.Paths.Count:N0} files, one thread: {Preprocessing}. The values of the first two rows agree; ML.NET's stages resize with another filter and have one mean for all channels.",
            RateTable.Create(times, "image"));
    }
}
