using FewLabels.CommandLine;
using FewLabels.Data;
using FewLabels.Report;
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

const string probe = "Probe";
try
{
    if (options.Time)
    {
        Write("Time", TimeTable.Measure());
        return 0;
    }
    using var model = TextEmbeddingModel.FromDirectory(options.Model);
    using var progress = new ProgressLine();
    foreach (string name in options.Only is { } only ? [only] : DataSet.All.Append(probe))
    {
        Write(name, name == probe
            ? string.Join('\n', new[] { "Yelp", "Amazon" }.Select(name => Tables.Probe(DataSet.Read(name, options.Data), model, progress.Report)))
            : Tables.FewLabels(DataSet.Read(name, options.Data), model, progress.Report));
    }
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

void Write(string name, string table)
{
    Console.WriteLine(table);
    // Read now and not before: other runs write other tables of the same file.
    new MarkedSection(options.Document, name).Write($"{table}\n{Machine.Describe()}.");
}
