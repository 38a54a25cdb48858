using System.Text;
using HybridFeatures.CommandLine;
using HybridFeatures.Data;
using HybridFeatures.Features;
using HybridFeatures.Report;
using Microsoft.ML.TransferEmbeddings;
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
    // Read first: a file without markers must not come to light after the long run.
    var section = options.Weights ? null : new MarkedSection(options.Document);
    var files = new TextFiles(options.DataFolder);
    LearningTask[] tasks = [.. options.Weights ? LearningTask.ForTheWeight(files) : LearningTask.ForTheTable(files)];
    var featurizations = options.Weights ? Featurization.ForTheWeight : Featurization.ForTheTable;
    var report = new StringBuilder();
    Append(report, "The model inside the package", TextEmbeddingModel.Default, tasks, featurizations);
    if (options.ModelFolder is { } folder)
        Append(report, new DirectoryInfo(folder).Name, TextEmbeddingModel.FromDirectory(folder), tasks, featurizations);
    report.Append("Accuracy in percent");
    report.Append(options.Weights ? ".\n" : "; the last two columns are the points that FeaturizeTextWithEmbedding is above (+) or below (−).\n");
    report.Append($"{Machine.Describe()}.\n");

    section?.Write(report.ToString());
    Console.Write(report);
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void Append(StringBuilder report, string name, TextEmbeddingModel model, LearningTask[] tasks, IReadOnlyList<Featurization> featurizations)
{
    using var progress = new ProgressLine();
    report.Append($"**{name}**\n\n");
    report.Append(AccuracyTable.Measure(model, tasks, featurizations, step => progress.Report($"{name}: {step}"))).Append('\n');
}
