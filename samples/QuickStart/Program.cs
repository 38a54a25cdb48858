using Microsoft.ML;
using Microsoft.ML.TransferEmbeddings;
using QuickStart.CommandLine;
using QuickStart.LearningCurve;
using QuickStart.Prediction;
using SentimentExperiment;

if (!Options.TryParse(args, out var options, out string? problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine("'--help' tells how to use this program.");
    return 2;
}
if (options.Help)
{
    Console.WriteLine(Options.Usage);
    return 0;
}

try
{
    if (options.Predict)
    {
        SavedModel.Classify(options.Zip, options.Sentences, Console.Out);
        return 0;
    }

    using var model = options.ModelFolder is { } folder ? TextEmbeddingModel.FromDirectory(folder) : TextEmbeddingModel.Default;
    Console.WriteLine($"Embedder: {options.ModelFolder ?? "the model inside the package"}, {model.Dimension} dimensions");
    CompareOnFewLabels(model, options.Document);
    TrainAndSave(model, options.Zip);
    Console.WriteLine($"A new process loads {options.Zip} and says:");
    return NewProcess.Run(["--predict", "--zip", options.Zip, "--", .. options.Sentences]);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void CompareOnFewLabels(TextEmbeddingModel model, string? document)
{
    var section = document is null ? null : new MarkedSection(document);
    LearningCurves curves;
    using (var progress = new ProgressLine())
    {
        progress.Report("Embedding 1,000 reviews");
        var reviews = YelpReviews.Embed(model);
        curves = LearningCurves.Measure(reviews, Trainer, progress.Report);
    }
    curves.Print(Console.Out);
    section?.Write(curves.ToMarkdown());
    Console.WriteLine();
}

static void TrainAndSave(TextEmbeddingModel model, string zip)
{
    var ml = new MLContext(seed: 1);
    var reviews = YelpReviews.Load(ml);
    var pipeline = ml.Transforms.Text.EmbedText("Features", nameof(Review.Sentence), model)
        // Trainers read their rows many times. Without a cache, every text would be embedded as often.
        .AppendCacheCheckpoint(ml)
        .Append(Trainer(ml));
    using (var progress = new ProgressLine())
    {
        progress.Report("Training on all reviews");
        using var trained = pipeline.Fit(reviews);
        ml.Model.SaveAtomically(trained, reviews.Schema, zip);
    }
    Console.WriteLine($"Trained on all reviews and saved {zip} ({new FileInfo(zip).Length / 1_000_000.0:F1} MB).");
    Console.WriteLine();
}

// At its defaults the most accurate of ML.NET's linear trainers behind an embedder (docs/trainers.md); the calibrator gives its scores probabilities.
static IEstimator<ITransformer> Trainer(MLContext ml) =>
    ml.BinaryClassification.Trainers.AveragedPerceptron().Append(ml.BinaryClassification.Calibrators.Platt());
