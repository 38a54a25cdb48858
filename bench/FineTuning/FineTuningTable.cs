using Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FineTuning;

/// <summary>The ways of tuning beside frozen encoders on few labels: measures what the results lack, and shows all of them.</summary>
/// <param name="folder">With the data sets.</param>
/// <param name="onTrainingRows">Whether draws are tested on other rows of the training part, with other seeds: what settings are chosen on.</param>
/// <param name="results">What is known, and is added to.</param>
/// <param name="report">Is told of each step.</param>
internal sealed class FineTuningTable(string folder, bool onTrainingRows, TuningResults results, Action<string> report)
{
    private const int FirstChoosingSeed = 101, ChoosingTestRows = 1000;

    public void Measure(TextEmbeddingModel model, IEnumerable<string> names, IEnumerable<int> labels, int draws)
    {
        foreach (int count in labels)
        {
            foreach (string name in names)
            {
                var data = DataSet.Read(name, folder);
                var experiment = new TuningExperiment(model, data, results, report);
                foreach (int seed in Enumerable.Range(onTrainingRows ? FirstChoosingSeed : 1, draws))
                    experiment.Measure(count, DrawOf(data, count, seed), onTrainingRows ? TuningWay.Candidates : TuningWay.All);
            }
        }
    }

    public string ToMarkdown()
    {
        var columns = results.All.Select(result => (result.Data, result.Labels)).Distinct().ToArray();
        string[] ways = [.. results.All.Select(result => result.Way).Distinct()];
        var rows = ways.Select(way => (string[])[way, .. columns.Select(column => Show(way, column.Data, column.Labels))]).ToArray();
        return $"""
            {new MarkdownTable(["", .. columns.Select(column => $"{column.Data}, {column.Labels}")], rows).ToMarkdown()}
            Accuracy in percent {(onTrainingRows ? "on other training rows" : "on rows that were not trained on")}, ± the standard error of the mean, and seconds of processor time of a fit,
            from texts to the model; the number of draws in parentheses where it is not that of the first column.

            """;
    }

    private Draw DrawOf(DataSet data, int labels, int seed)
    {
        var draw = data.Draw(labels, seed);
        return onTrainingRows ? draw with { Unlabeled = [.. draw.Unlabeled.Skip(ChoosingTestRows)], Test = [.. draw.Unlabeled.Take(ChoosingTestRows)] } : draw;
    }

    private string Show(string way, string data, int labels)
    {
        TuningResult[] found = [.. results.All.Where(result => (result.Way, result.Data, result.Labels) == (way, data, labels))];
        if (found.Length == 0)
            return "";
        double[] values = [.. found.Select(result => result.Accuracy)];
        string error = found.Length > 1 ? $" ± {Number.Show(Spread.StandardError(values), "F1")}" : "";
        return $"{Number.Show(values.Average(), "F1")}{error}, {Number.Show(found.Average(result => result.Seconds), "F0")} s ({found.Length})";
    }
}
