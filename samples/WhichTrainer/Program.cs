using System.Text;
using Microsoft.ML.TransferEmbeddings;
using SentimentExperiment;
using WhichTrainer.CommandLine;
using WhichTrainer.Report;

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
    var section = new MarkedSection(options.Document);
    var report = new StringBuilder();
    Append(report, "The model inside the package", TextEmbeddingModel.Default);
    if (options.ModelFolder is { } folder)
        Append(report, new DirectoryInfo(folder).Name, TextEmbeddingModel.FromDirectory(folder));
    report.Append($"Accuracy in percent on 200 reviews that were not trained on: mean ± standard deviation of {TrainerTable.Draws} draws, seeds 1 to {TrainerTable.Draws}.\n");
    report.Append($"{Machine.Describe()}.\n");

    section.Write(report.ToString());
    Console.Write(report);
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void Append(StringBuilder report, string name, TextEmbeddingModel model)
{
    using var progress = new ProgressLine();
    progress.Report($"{name}: embedding 1,000 reviews");
    var reviews = YelpReviews.Embed(model);
    report.Append($"**{name}**\n\n");
    report.Append(TrainerTable.Measure(reviews, trainer => progress.Report($"{name}: {trainer}"))).Append('\n');
}
