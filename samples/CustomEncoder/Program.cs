// An encoder of one's own is a stage like any other: trained, saved into a zip and loaded from it.
//
//   dotnet run --project samples/CustomEncoder
using System.Globalization;
using CustomEncoder;
using Microsoft.ML;
using Microsoft.ML.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
string file = Path.Combine(AppContext.BaseDirectory, "yelp_labelled.txt");
var rows = ml.Data.LoadFromTextFile<Review>(file, separatorChar: '\t', hasHeader: false, allowQuoting: false);
var reviews = ml.Data.TrainTestSplit(rows, testFraction: 0.2);

var folder = Directory.CreateTempSubdirectory("custom-encoder-");
string zip = Path.Combine(folder.FullName, "sentiment.zip");
using (var encoder = new NGramModel())
{
    var pipeline = ml.Transforms.Embed("Features", encoder, nameof(Review.Sentence)).Append(ml.BinaryClassification.Trainers.LinearProbe());
    using var model = pipeline.Fit(reviews.TrainSet);
    ml.Model.Save(model, reviews.TrainSet.Schema, zip);
}

var loaded = ml.Model.Load(zip, out _);
double accuracy = ml.BinaryClassification.Evaluate(loaded.Transform(reviews.TestSet)).Accuracy;
int count = reviews.TestSet.GetColumn<bool>(nameof(Review.Label)).Count();
Console.WriteLine($"Accuracy of the loaded model on {count} reviews that were not trained on: {100 * accuracy:F1} %");
(loaded as IDisposable)?.Dispose();
folder.Delete(recursive: true);

internal sealed class Review
{
    [LoadColumn(0)]
    public string Sentence { get; set; } = "";

    [LoadColumn(1)]
    public bool Label { get; set; }
}
