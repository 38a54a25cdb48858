using System.Globalization;
using System.Text;
using ActiveLearning;
using Microsoft.ML.TransferEmbeddings;
using SentimentExperiment;

// Which reviews are worth a label: accuracy after each batch of eight that a strategy chooses, beside random choice. Writes the table into a Markdown file.
//
//   ActiveLearning [MODEL_FOLDER [DOCUMENT]]
//
// Without a folder the model inside the package is taken; the document is docs/few-labels.md, where the table goes between <!-- ActiveLearning:begin --> and
// <!-- ActiveLearning:end -->.

const int draws = 50;
string document = args is [_, var path, ..] ? path : Path.Combine("docs", "few-labels.md");
using var model = args is [var folder, ..] ? TextEmbeddingModel.FromDirectory(folder) : TextEmbeddingModel.Default;
var reviews = YelpReviews.Embed(model);
var table = new StringBuilder();
AppendRow("Labels", Enumerable.Range(1, LabelingRun.Batches).Select(batch => (batch * LabelingRun.BatchSize).ToString(CultureInfo.InvariantCulture)));
AppendRow("---", Enumerable.Repeat("---:", LabelingRun.Batches));
foreach (LabelingStrategy? strategy in new LabelingStrategy?[] { null, LabelingStrategy.Margin, LabelingStrategy.Entropy, LabelingStrategy.Coverage })
{
    double[][] runs = [.. Enumerable.Range(1, draws).Select(seed => new LabelingRun(reviews, seed).Label(strategy).ToArray())];
    AppendRow(
        strategy?.ToString() ?? "at random",
        Enumerable.Range(0, LabelingRun.Batches).Select(batch => (100 * runs.Average(run => run[batch])).ToString("F1", CultureInfo.InvariantCulture)));
}
string name = args.Length > 0 ? new DirectoryInfo(args[0]).Name : "the model inside the package";
table.Append($"\nAccuracy in percent on 200 reviews of restaurants, mean of {draws} draws, with {name} and `LinearProbe`.\n{Machine.Describe()}.\n");
new MarkedSection(document, "ActiveLearning").Write(table.ToString());
Console.Write(table);

void AppendRow(string first, IEnumerable<string> cells) => table.Append($"| {first} | {string.Join(" | ", cells)} |\n");
