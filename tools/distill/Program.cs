using Distill.CommandLine;
using Distill.Corpus;
using Distill.Evaluation;
using Microsoft.ML.TransferEmbeddings;
using SentimentExperiment;

const int interrupted = 130;
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};
try
{
    var options = Options.Parse(args);
    if (options.Help)
        Console.WriteLine(Options.Usage);
    else
        await RunAsync(options, cancellation.Token);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted. The same command goes on where it was.");
    return interrupted;
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n'--help' tells how to use this program.");
    return 2;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static async Task RunAsync(Options options, CancellationToken cancellation)
{
    var document = options.Document is { } file ? new MarkedSection(file) : null;
    var evaluation = options.Evaluate is { } data ? new ModelEvaluation(data) : null;
    if (options is { Teacher: { } folder, Out: { } directory })
        await DistillAsync(options, folder, directory, cancellation);
    if (evaluation is null)
        return;
    foreach (string model in options.Out is { } student ? options.Beside.Prepend(student) : options.Beside)
    {
        cancellation.ThrowIfCancellationRequested();
        evaluation.Measure(model);
    }
    string report = evaluation.ToMarkdown();
    if (options.Out is not null)
        File.WriteAllText(Path.Combine(options.Out, "report.md"), report);
    document?.Write(report);
    Console.Write(report);
}

static async Task DistillAsync(Options options, string folder, string directory, CancellationToken cancellation)
{
    var keptOut = new KeptOutTexts(options.Without.SelectMany(CorpusFiles.Read));
    var corpus = options.Corpus.SelectMany(CorpusFiles.Read).Where(text => !keptOut.Contains(text));
    using var teacher = TextEmbeddingModel.FromDirectory(folder);
    using var student = await Distiller.DistillAsync(teacher, corpus, options.ToDistillation(new ProgressReport()), cancellation);
    student.SaveToDirectory(directory);
    Console.WriteLine($"{directory}: {student.Dimension} dimensions, {student.Describe().VocabularySize:N0} tokens, fingerprint {student.Fingerprint}");
}
