using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.ImageTuning;

/// <summary>Chest X-rays: a linear probe on the layers of an untrained network, beside the same probe on the network whose last stage was trained.</summary>
/// <param name="model">Its vector is the last layer.</param>
/// <param name="inner">Inner layers of the network, which do better than the last one without training.</param>
/// <param name="options">Of the training; its seed is the first one.</param>
/// <param name="report">Is told of each step.</param>
internal sealed class ImageTuningTable(ImageEmbeddingModel model, IReadOnlyList<string> inner, ImageFineTuningOptions options, Action<string> report)
{
    private readonly record struct Result(double Accuracy, double Auc, double Seconds);

    /// <param name="training">To train on.</param>
    /// <param name="test">To test on.</param>
    /// <param name="seeds">Number of trainings.</param>
    public string Measure(IReadOnlyList<XRay> training, IReadOnlyList<XRay> test, int seeds)
    {
        using var innerModel = model.WithLayers(inner);
        // So that no row of the table has the time of compiling.
        Probe(model, training.Take(100).ToArray(), test);
        List<Result> last = [Probe(model, training, test)], layers = [Probe(innerModel, training, test)], tuned = [];
        report($"last layer {last[0]}, inner layers {layers[0]}");
        for (int seed = 0; seed < seeds; seed++)
        {
            var before = ProcessorTime.Now();
            using var learned = ImageFineTuner.Tune(model, training.Select(row => new LabeledImage(ImageInput.FromBytes(row.Image), $"{row.Label}")), WithSeed(options.Seed + seed));
            double seconds = (ProcessorTime.Now() - before).Own.TotalSeconds;
            var result = Probe(learned, training, test);
            tuned.Add(result with { Seconds = seconds + result.Seconds });
            report($"seed {options.Seed + seed}: {tuned[^1]}");
        }
        return $"""
            {new MarkdownTable(["features", "accuracy", "AUC", "CPU seconds"],
            [
                Row("last layer", last), Row($"inner layers ({string.Join(", ", inner)})", layers), Row("last layer, its stage tuned", tuned),
            ]).ToMarkdown()}
            {training.Count:N0} pictures to train on, {test.Count:N0} to test. A `LinearProbe` on each; tuned: {(seeds == 1 ? "one seed" : $"mean ± standard deviation of {seeds} seeds")}, {options.Epochs} epochs, {options.Weights},
            batches of {options.BatchSize}, learning rate {options.LearningRate}; augmentation: {options.Augmentation}. Processor time from pictures to the model, reading them included.

            """;
    }

    private ImageFineTuningOptions WithSeed(int seed) => new()
    {
        Weights = options.Weights,
        Augmentation = options.Augmentation,
        Epochs = options.Epochs,
        BatchSize = options.BatchSize,
        LearningRate = options.LearningRate,
        Progress = options.Progress,
        Seed = seed,
    };

    private static Result Probe(ImageEmbeddingModel encoder, IReadOnlyList<XRay> training, IReadOnlyList<XRay> test)
    {
        var ml = new MLContext(seed: 1);
        var before = ProcessorTime.Now();
        using var stage = ml.Transforms.EmbedImages("Features", encoder, nameof(XRay.Image)).Fit(ml.Data.LoadFromEnumerable(training));
        var probe = ml.BinaryClassification.Trainers.LinearProbe().Fit(ml.Data.Cache(stage.Transform(ml.Data.LoadFromEnumerable(training))));
        double seconds = (ProcessorTime.Now() - before).Own.TotalSeconds;
        var metrics = ml.BinaryClassification.Evaluate(probe.Transform(stage.Transform(ml.Data.LoadFromEnumerable(test))));
        return new Result(metrics.Accuracy, metrics.AreaUnderRocCurve, seconds);
    }

    private static string[] Row(string name, List<Result> results) =>
    [
        name, Show(results, result => result.Accuracy), Show(results, result => result.Auc), Number.Show(results.Average(result => result.Seconds), "F0"),
    ];

    private static string Show(List<Result> results, Func<Result, double> of)
    {
        double[] values = [.. results.Select(of)];
        double mean = values.Average();
        return values.Length == 1
            ? Number.Show(mean, "F3")
            : $"{Number.Show(mean, "F3")} ± {Number.Show(Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)), "F3")}";
    }
}
