#:project ../src/Microsoft.ML.TransferEmbeddings
#:property PublishAot=false
// Which reviews are worth a label? Eight at a time: those that the model is least sure of, beside random ones.
//
//   dotnet run samples/ActiveLearning.cs
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

#pragma warning disable TEMB001 // An API whose shape may change: docs/experimental.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length > 0)
{
    Console.WriteLine("ActiveLearning.cs: accuracy on 200 reviews after each batch of eight labels that the model asks for, beside random ones.");
    return;
}

const int batchSize = 8, batches = 8, draws = 10, testRows = 200;
string file = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data/sentiment_labelled_sentences/yelp_labelled.txt");
string[][] lines = [.. File.ReadLines(file).Select(line => line.Split('\t'))];
var vectors = TextEmbeddingModel.Default.Embed(lines.Select(fields => fields[0]));
Review[] reviews = [.. lines.Zip(vectors, (fields, vector) => new Review { Features = vector, Label = fields[1] == "1" })];
var ml = new MLContext(seed: 1);

Console.WriteLine($"labels     {string.Concat(Enumerable.Range(1, batches).Select(batch => $"{batch * batchSize,7}"))}");
Console.WriteLine($"at random  {string.Concat(Mean(strategy: null).Select(accuracy => $"{100 * accuracy,7:F1}"))}");
Console.WriteLine($"least sure {string.Concat(Mean(LabelingStrategy.Margin).Select(accuracy => $"{100 * accuracy,7:F1}"))}");

// The accuracy after each batch, the mean of several draws.
double[] Mean(LabelingStrategy? strategy)
{
    double[][] runs = [.. Enumerable.Range(1, draws).Select(seed => Run(strategy, seed))];
    return [.. Enumerable.Range(0, batches).Select(batch => runs.Average(run => run[batch]))];
}

double[] Run(LabelingStrategy? strategy, int seed)
{
    Review[] shuffled = [.. reviews];
    new Random(seed).Shuffle(shuffled);
    var test = View(shuffled[..testRows]);
    List<Review> labeled = [.. shuffled[testRows..(testRows + batchSize)]], pool = [.. shuffled[(testRows + batchSize)..]];
    var accuracies = new double[batches];
    for (int batch = 0; batch < batches; batch++)
    {
        var model = ml.BinaryClassification.Trainers.LinearProbe().Fit(View(labeled));
        accuracies[batch] = ml.BinaryClassification.Evaluate(model.Transform(test)).Accuracy;

        // The numbers of the rows to label next. The pool is shuffled: its first rows are random ones.
        IReadOnlyList<long> next = strategy is { } given
            ? ml.Model.SuggestNextToLabel(model, View(pool), batchSize, new() { Strategy = given })
            : [.. Enumerable.Range(0, batchSize)];
        Review[] chosen = [.. next.Select(row => pool[(int)row])];
        labeled.AddRange(chosen);
        pool.RemoveAll(chosen.Contains);
    }
    return accuracies;
}

IDataView View(IEnumerable<Review> part) => ml.Data.LoadFromEnumerable(part);

internal sealed class Review
{
    // A trainer wants vectors of known length: that of the model inside the package.
    [VectorType(256)]
    public float[] Features { get; set; } = [];

    public bool Label { get; set; }
}
