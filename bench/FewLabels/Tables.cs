using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>Mean accuracies over the draws as Markdown tables.</summary>
internal static class Tables
{
    /// <summary>With ten of them, half a point and the luck of a draw look alike.</summary>
    private const int Draws = 40;

    private static readonly int[] Few = [1, 2, 4, 8, 16, 32, 64];
    private static readonly int[] UpToMany = [4, 8, 16, 32, 64, 400];

    /// <summary>Names and unlabeled rows beside plain logistic regression.</summary>
    public static string FewLabels(DataSet data, TextEmbeddingModel model, Action<string> report)
    {
        report($"{data.Name}: embedding {data.Rows.Count:N0} texts");
        var names = data.Embed(model);
        var experiment = new Experiment(data);
        var zeroShot = Method.ZeroShot(names);
        Method[] methods = [Method.Plain, .. Method.FewShot(names)];
        var rows = new List<string[]>();
        var plain = new Dictionary<int, double>();
        foreach (var (row, method) in methods.Index())
        {
            report($"{data.Name}: {method.Name}");
            double[] means = [.. Few.Select(labels => Mean(data, experiment, method, labels))];
            string without = row == 0 ? "" : Number.Percent(Mean(data, experiment, zeroShot[row - 1], 0));
            rows.Add([method.Name, without, .. means.Select(Number.Percent)]);
            if (row == 0)
                plain = Few.Zip(means).ToDictionary();
            else
                rows.Add(["— to logistic regression", "", .. Few.Zip(means, (labels, mean) => Number.Difference(100 * (mean - plain[labels])))]);
        }
        return Table(data, [0, .. Few], rows);
    }

    /// <summary>The linear probe beside ML.NET's trainers.</summary>
    public static string Probe(DataSet data, TextEmbeddingModel model, Action<string> report)
    {
        report($"{data.Name}: embedding {data.Rows.Count:N0} texts");
        data.Embed(model);
        var experiment = new Experiment(data);
        var rows = new List<string[]>();
        var probe = new Dictionary<int, double>();
        var best = UpToMany.ToDictionary(labels => labels, _ => 0.0);
        foreach (var (row, method) in Method.LinearTrainers.Index())
        {
            report($"{data.Name}: {method.Name}");
            double[] means = [.. UpToMany.Select(labels => Mean(data, experiment, method, labels))];
            rows.Add([method.Name, .. means.Select(Number.Percent)]);
            foreach (var (labels, mean) in UpToMany.Zip(means))
            {
                if (row == 0)
                    probe[labels] = mean;
                else
                    best[labels] = Math.Max(best[labels], mean);
            }
        }
        rows.Add(["`LinearProbe` to the best of the others", .. UpToMany.Select(labels => Number.Difference(100 * (probe[labels] - best[labels])))]);
        return Table(data, UpToMany, rows);
    }

    private static double Mean(DataSet data, Experiment experiment, Method method, int labels) =>
        Enumerable.Range(1, Draws).Average(seed =>
        {
            var draw = data.Draw(labels, seed);
            // Without labels all of the pool is fitted on; its labels are not read.
            return experiment.Accuracy(labels == 0 ? draw with { Labeled = [draw.Unlabeled[0]] } : draw, method);
        });

    private static string Table(DataSet data, IEnumerable<int> labels, IReadOnlyList<string[]> rows) =>
        new MarkdownTable([$"**{data.Name}**, labels per class", .. labels.Select(count => $"{count}")], rows).ToMarkdown();
}
