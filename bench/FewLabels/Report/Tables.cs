using System.Globalization;
using System.Text;
using FewLabels.Data;
using FewLabels.Trainers;
using Microsoft.ML.TransferEmbeddings;

namespace FewLabels.Report;

/// <summary>Mean accuracies over the draws as Markdown tables.</summary>
internal static class Tables
{
    private const int Draws = 10;
    private static readonly int[] Few = [1, 2, 4, 8, 16, 32, 64];
    private static readonly int[] UpToMany = [4, 8, 16, 32, 64, 400];

    /// <summary>Names and unlabelled rows beside plain logistic regression.</summary>
    public static string FewLabels(DataSet data, TextEmbeddingModel model, Action<string> report)
    {
        report($"{data.Name}: embedding {data.Rows.Count:N0} texts");
        var names = data.Embed(model);
        var experiment = new Experiment(data);
        var zeroShot = Method.ZeroShot(names);
        Method[] methods = [Method.Plain, .. Method.FewShot(names)];
        var table = Head($"**{data.Name}**, labels a class", ["0", .. Few.Select(Number)]);
        var plain = new Dictionary<int, double>();
        foreach (var (row, method) in methods.Index())
        {
            report($"{data.Name}: {method.Name}");
            double[] means = [.. Few.Select(labels => Mean(data, experiment, method, labels))];
            string without = row == 0 ? "" : Percent(Mean(data, experiment, zeroShot[row - 1], 0));
            Append(table, [method.Name, without, .. means.Select(Percent)]);
            if (row == 0)
                plain = Few.Zip(means).ToDictionary();
            else
                Append(table, ["— to logistic regression", "", .. Few.Zip(means, (labels, mean) => Difference(mean - plain[labels]))]);
        }
        return table.ToString();
    }

    /// <summary>The linear probe beside ML.NET's trainers.</summary>
    public static string Probe(DataSet data, TextEmbeddingModel model, Action<string> report)
    {
        report($"{data.Name}: embedding {data.Rows.Count:N0} texts");
        data.Embed(model);
        var experiment = new Experiment(data);
        var table = Head($"**{data.Name}**, labels a class", UpToMany.Select(Number));
        var probe = new Dictionary<int, double>();
        var best = UpToMany.ToDictionary(labels => labels, _ => 0.0);
        foreach (var (row, method) in Method.LinearTrainers.Index())
        {
            report($"{data.Name}: {method.Name}");
            double[] means = [.. UpToMany.Select(labels => Mean(data, experiment, method, labels))];
            Append(table, [method.Name, .. means.Select(Percent)]);
            foreach (var (labels, mean) in UpToMany.Zip(means))
            {
                if (row == 0)
                    probe[labels] = mean;
                else
                    best[labels] = Math.Max(best[labels], mean);
            }
        }
        Append(table, ["`LinearProbe` to the best of the others", .. UpToMany.Select(labels => Difference(probe[labels] - best[labels]))]);
        return table.ToString();
    }

    private static double Mean(DataSet data, Experiment experiment, Method method, int labels) =>
        100 * Enumerable.Range(1, Draws).Average(seed =>
        {
            var draw = data.Draw(labels, seed);
            // Without labels all of the pool is fitted on; its labels are not read.
            return experiment.Accuracy(labels == 0 ? draw with { Labelled = [draw.Unlabelled[0]] } : draw, method);
        });

    private static StringBuilder Head(string title, IEnumerable<string> columns)
    {
        string[] names = [title, .. columns];
        var table = new StringBuilder();
        Append(table, names);
        return Append(table, names.Select((_, index) => index == 0 ? "---" : "---:"));
    }

    private static StringBuilder Append(StringBuilder table, IEnumerable<string> cells) => table.Append($"| {string.Join(" | ", cells)} |\n");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    private static string Difference(double points) => points.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
