// The encoder itself learns from 16 labels a class: accuracy before and after, one zip, and a new process that loads it and knows nothing of the training.
//
//   dotnet run --project samples/FineTune                     the static encoder inside the package, in seconds
//   dotnet run --project samples/FineTune -- MODEL [STEPS]    the network of an encoder, a folder with an ONNX graph, in a minute or two
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
    Console.WriteLine("FineTune [MODEL [STEPS]]: tunes the static encoder inside the package, or the network in the folder MODEL, on 16 labels a class.");
    return;
}

var ml = new MLContext(seed: 1);
string file = Path.Combine(AppContext.BaseDirectory, "yelp_labelled.txt");
var rows = ml.Data.LoadFromTextFile<Review>(file, separatorChar: '\t', hasHeader: false, allowQuoting: false);
var reviews = ml.Data.CreateEnumerable<Review>(rows, reuseRowObject: false).ToArray();
new Random(1).Shuffle(reviews);
Review[] labeled = [.. reviews.GroupBy(review => review.Label).SelectMany(ofClass => ofClass.Take(16))];
var (train, test) = (ml.Data.LoadFromEnumerable(labeled), ml.Data.LoadFromEnumerable(reviews.Except(labeled)));

using var encoder = args is [var folder, ..] ? TextEmbeddingModel.FromDirectory(folder) : null;
var frozen = ml.Transforms.Text.EmbedText("Features", nameof(Review.Sentence), encoder ?? TextEmbeddingModel.Default)
    .Append(ml.BinaryClassification.Trainers.LinearProbe());

// The trainer takes the place of both stages. A line decides what learns.
IEstimator<ITransformer> tuned = encoder is null
    ? ml.BinaryClassification.Trainers.FineTuneStaticText(nameof(Review.Sentence))
    : ml.BinaryClassification.Trainers.FineTuneText(new FineTuneTextOptions { Model = encoder, InputColumnName = nameof(Review.Sentence), Training = Training() });

using var before = frozen.Fit(train);
Console.WriteLine($"Accuracy on {reviews.Length - labeled.Length} reviews that were not trained on, with {labeled.Length} labels:");
Console.WriteLine($"  before  {Accuracy(before):F1} %");
var clock = Stopwatch.StartNew();
var after = tuned.Fit(train);
Console.WriteLine($"  after   {Accuracy(after):F1} %   (tuned in {clock.Elapsed.TotalSeconds:F0} s)");

var saves = Directory.CreateTempSubdirectory("fine-tune-");
string zip = Path.Combine(saves.FullName, "reviews.zip");
ml.Model.Save(after, train.Schema, zip);
Console.WriteLine($"Saved as a zip of {new FileInfo(zip).Length / 1e6:F1} MB. A new process loads it and says:");
using (var process = Process.Start("dotnet", ["exec", typeof(Review).Assembly.Location, "--predict", zip]))
    process.WaitForExit();
saves.Delete(recursive: true);

double Accuracy(ITransformer model) => 100 * ml.BinaryClassification.Evaluate(model.Transform(test)).Accuracy;

FineTuningOptions Training() => args is [_, var steps] ? new FineTuningOptions { Steps = int.Parse(steps) } : new FineTuningOptions();

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
        Console.WriteLine($"  {(engine.Predict(new Review { Sentence = sentence }).PredictedLabel ? "positive" : "negative")}  {sentence}");
    bool isTrained = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "TorchSharp");
    Console.WriteLine($"  TorchSharp was {(isTrained ? "" : "not ")}loaded.");
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
}
