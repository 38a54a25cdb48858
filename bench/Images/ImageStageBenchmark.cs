using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>A network over a folder of pictures: EmbedImages in a pipeline, ML.NET's own stages, and ONNX Runtime by hand on ready tensors.</summary>
internal static class ImageStageBenchmark
{
    private const float SameVector = 0.99999f;

    /// <param name="modelFolder">A network whose channels share one mean and deviation: ML.NET's stages know no other.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="rounds">How often every way runs.</param>
    public static Section Run(string modelFolder, ImageFolder images, int rounds)
    {
        using var model = ImageEmbeddingModel.FromDirectory(modelFolder);
        var found = model.Describe();
        var ml = MeasuredContext.Create();
        var rows = ml.Data.LoadFromEnumerable(images.Paths.Select(path => new ImageRow(path)));
        using var stage = ml.Transforms.EmbedImages("Embedding", model, nameof(ImageRow.Path)).Fit(rows);
        byte[] graph = model.Definition.Files[0].Content.ToArray();
        string graphFile = Path.Combine(Directory.CreateTempSubdirectory("transfer-embeddings-bench-").FullName, "model.onnx");
        File.WriteAllBytes(graphFile, graph);
        try
        {
            VectorTable ours = new(images.Paths.Count, model.Dimension), byHand = new(images.Paths.Count, model.Dimension);
            using var ready = new ReadyTensorWay(graph, found.Preprocessing, images, byHand);
            var times = InterleavedRounds.Measure(
                [
                    new VectorColumnWay("EmbedImages in a pipeline", stage.Transform(rows), "Embedding", images.Paths.Count, ours),
                    ready,
                    new VectorColumnWay(
                        "LoadImages, ResizeImages, ExtractPixels, ApplyOnnxModel", MLNetStages(ml, found, graphFile).Fit(rows).Transform(rows), found.Layers[0], images.Paths.Count),
                ],
                rounds);
            CheckAgreement(ours, byHand);
            return new Section(
                $"{new DirectoryInfo(modelFolder).Name}, pictures from files",
                $"{images.Paths.Count:N0} files: {found.Preprocessing}. The vectors of the first two rows agree; the second has its images decoded and prepared before.",
                RateTable.Create(times, "image"));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(graphFile)!, recursive: true);
        }
    }

    private static IEstimator<ITransformer> MLNetStages(MLContext ml, ImageEmbeddingModelDescription found, string graphFile)
    {
        var preprocessing = found.Preprocessing;
        var (height, width) = preprocessing.OutputSize!.Value;
        var (mean, deviation) = (preprocessing.Mean.Item1, preprocessing.StandardDeviation.Item1);
        if (preprocessing.Mean != (mean, mean, mean) || preprocessing.StandardDeviation != (deviation, deviation, deviation))
            throw new ArgumentException($"ML.NET's stages have one mean and one deviation, and the model has several: {preprocessing}.");
        float factor = (float)preprocessing.RescaleFactor;
        return ml.Transforms.LoadImages("Image", imageFolder: null, nameof(ImageRow.Path))
            .Append(ml.Transforms.ResizeImages("Image", width, height, resizing: ImageResizingEstimator.ResizingKind.IsoCrop))
            .Append(ml.Transforms.ExtractPixels(found.InputName, "Image", offsetImage: mean / factor, scaleImage: factor / deviation))
            .Append(ml.Transforms.ApplyOnnxModel(found.Layers[0], found.InputName, graphFile, new Dictionary<string, int[]> { [found.InputName] = [1, 3, height, width] }));
    }

    private static void CheckAgreement(VectorTable ours, VectorTable other)
    {
        for (int row = 0; row < ours.Rows; row++)
        {
            float cosine = TensorPrimitives.CosineSimilarity<float>(ours[row], other[row]);
            if (!(cosine >= SameVector))
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Row {row}: cosine {cosine} between the pipeline's vector and that of ONNX Runtime by hand."));
        }
    }
}
