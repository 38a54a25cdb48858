// Few labels are enough: a learning curve, one zip, and a new process that needs nothing but the zip.
//
//   dotnet run --project samples/QuickStart [-- ZIP]     the zip goes into a temporary folder where none is named
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["--predict", var saved])
{
    Predict(saved);
    return;
}
if (args is ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("QuickStart [ZIP]: trains on labeled reviews, saves the model as ZIP, and loads it in a new process.");
    return;
}

var ml = new MLContext(seed: 1);
string file = Path.Combine(AppContext.BaseDirectory, "yelp_labelled.txt");
var reviews = ml.Data.LoadFromTextFile<Review>(file, separatorChar: '\t', hasHeader: false, allowQuoting: false);

// One stage before any trainer. The cache keeps its vectors, because a trainer reads its rows many times.
var embed = ml.Transforms.Text.EmbedText("Embedding", nameof(Review.Sentence));
var ngrams = ml.Transforms.Text.FeaturizeText("Words", nameof(Review.Sentence));
IEstimator<ITransformer> Trainer(string features) => ml.BinaryClassification.Trainers.AveragedPerceptron(featureColumnName: features);

// How many labels are needed? Each sentence is embedded once for all draws.
var curve = ml.BinaryClassification.LearningCurve(
    embed.Fit(reviews).Transform(reviews),
    new Dictionary<string, IEstimator<ITransformer>>
    {
        ["embedder"] = Trainer("Embedding"),
        ["FeaturizeText"] = ngrams.AppendCacheCheckpoint(ml).Append(Trainer("Words")),
        ["both"] = ml.Transforms.Text.FeaturizeTextWithEmbedding("Both", nameof(Review.Sentence)).AppendCacheCheckpoint(ml).Append(Trainer("Both")),
    },
    new LearningCurveOptions { LabelsPerClass = [4, 8, 16, 32, 64, 400] });
Console.WriteLine($"Accuracy in percent on 200 reviews that were not trained on, by the number of labels:\n\n{curve.ToMarkdown()}");

// Train on all reviews and save. The calibrator gives the scores probabilities.
string zip = args is [var name, ..] ? name : Path.Combine(Directory.CreateTempSubdirectory("quickstart-").FullName, "sentiment.zip");
var pipeline = embed.AppendCacheCheckpoint(ml).Append(Trainer("Embedding")).Append(ml.BinaryClassification.Calibrators.Platt());
using var model = pipeline.Fit(reviews);
ml.Model.Save(model, reviews.Schema, zip);
Console.WriteLine($"Saved {zip} ({new FileInfo(zip).Length / 1e6:F1} MB). A new process loads it and says:");
using var process = Process.Start("dotnet", ["exec", typeof(Review).Assembly.Location, "--predict", zip]);
process.WaitForExit();

static void Predict(string zip)
{
    var ml = new MLContext();
    using var engine = ml.Model.CreatePredictionEngine<Review, Sentiment>(ml.Model.Load(zip, out _));
    string[] sentences =
    [
        "The food was wonderful and the waiter was very kind.",
        "We waited for an hour, and then the soup was cold.",
        "I will not be coming back.",
    ];
    foreach (string sentence in sentences)
    {
        var answer = engine.Predict(new Review { Sentence = sentence });
        Console.WriteLine($"  {(answer.PredictedLabel ? "positive" : "negative")} ({answer.Probability:F2})  {sentence}");
    }
}

internal sealed class Review
{
    [LoadColumn(0)]
    public string Sentence { get; set; } = "";

    [LoadColumn(1)]
    public bool Label { get; set; }
}

internal sealed class Sentiment
{
    public bool PredictedLabel { get; set; }

    public float Probability { get; set; }
}
