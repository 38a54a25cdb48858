using System.Globalization;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>How many right answers a linear classifier gives on what a network sees, with few labels, beside raw pixels.</summary>
internal static class ImageTransferBenchmark
{
    private const int PixelSide = 32;

    private static readonly string[] Features = ["The network's features", "Raw pixels"];

    /// <param name="modelFolder">The network.</param>
    /// <param name="folder">A folder for each class.</param>
    /// <param name="labels">Labels per class.</param>
    /// <param name="draws">Over how many draws the mean is taken; two or more.</param>
    public static Section Run(string modelFolder, string folder, IReadOnlyList<int> labels, int draws)
    {
        var ml = new MLContext(1);
        var images = Images(folder);
        var rows = ml.Data.LoadFromEnumerable(images);
        var keyed = ml.Transforms.Conversion.MapValueToKey("Class", nameof(LabeledImage.Label)).Fit(rows).Transform(rows);
        using var model = ImageEmbeddingModel.FromDirectory(modelFolder);
        using var features = ml.Transforms.EmbedImages(Features[0], model, nameof(LabeledImage.Path)).Fit(keyed);
        var pixels = ml.Transforms.LoadImages("Image", imageFolder: null, nameof(LabeledImage.Path))
            .Append(ml.Transforms.ResizeImages("Image", PixelSide, PixelSide))
            .Append(ml.Transforms.ExtractPixels(Features[1], "Image", scaleImage: 1 / 255f))
            .Append(ml.Transforms.SelectColumns(["Class", .. Features]));
        var embedded = features.Transform(keyed);
        var curve = ml.MulticlassClassification.LearningCurve(
            pixels.Fit(embedded).Transform(embedded),
            Features.Select(name => KeyValuePair.Create(name, (IEstimator<ITransformer>)ml.MulticlassClassification.Trainers.LinearProbe("Class", name))),
            new LearningCurveOptions { LabelColumnName = "Class", LabelsPerClass = labels, Draws = draws });
        return new Section(
            $"{new DirectoryInfo(folder).Name}, {images.Length:N0} pictures of {images.Select(image => image.Label).Distinct().Count()} classes",
            $"Accuracy of a linear probe in percent on a fifth of the pictures, mean of {draws} draws, with {new DirectoryInfo(modelFolder).Name}. "
                + $"Raw pixels: {PixelSide} x {PixelSide}.",
            new MarkdownTable(
                ["", .. labels.Select(count => $"{count} labels per class")],
                [.. curve.Points.GroupBy(point => point.Pipeline).Select(group => (string[])[group.Key, .. group.Select(point => (100 * point.Mean).ToString("F1", CultureInfo.InvariantCulture))])]));
    }

    private static LabeledImage[] Images(string folder) =>
        [.. new ImageFolder(folder).Paths.Select(path => new LabeledImage { Path = path, Label = new FileInfo(path).Directory!.Name })];
}
