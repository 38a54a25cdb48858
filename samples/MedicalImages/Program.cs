using System.Globalization;
using System.Text;
using ImageSamples;
using MedicalImages;
using MedicalImages.Evaluation;
using MedicalImages.XRays;
using Microsoft.ML;
using SentimentExperiment;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
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
    var section = options.Document is { } document ? new MarkedSection(document, "xrays") : null;
    var (training, validation) = (PneumoniaMnist.Read(options.Data, "train"), PneumoniaMnist.Read(options.Data, "val"));
    var test = options.Test is { } file ? PneumoniaMnist.Read(file, "test") : null;
    var report = new StringBuilder();
    double share = training.Average(row => row.Label ? 1.0 : 0);
    Tell($"{training.Count:N0} pictures to train on, {share:P0} with pneumonia; {validation.Count:N0} to validate, {test?.Count ?? 0:N0} to test.");
    using var model = await VisionModel.OpenAsync(options.Model);
    using var diagnosis = new Diagnosis(model, options.Layers, training);
    Tell($"Inner layers: {string.Join(", ", diagnosis.Layers)}{(options.Layers is null ? ", chosen by cross-validation among the pictures to train on" : "")}.\n");

    ConfusionMatrix? confusion = null;
    IDataView validationRows = diagnosis.Embed(validation), testRows = test is null ? validationRows : diagnosis.Embed(test);
    foreach (bool balanced in new[] { false, true })
    {
        Tell(balanced ? "Classes of equal weight:\n" : "Rows of equal weight:\n");
        Tell($"| {"features",-12} | validation AUC | {(test is null ? "" : "test AUC | ")}threshold | accuracy | sensitivity | specificity |");
        Tell($"| --- | ---: | {(test is null ? "" : "---: | ")}---: | ---: | ---: | ---: |");
        foreach (var (name, trained) in diagnosis.Train(balanced))
        {
            var (auc, validated) = diagnosis.Test(trained, validationRows);
            var (testAuc, tested) = diagnosis.Test(trained, testRows);
            foreach (double threshold in new[] { 0.5, ConfusionMatrix.BestThreshold(validated) })
            {
                var matrix = ConfusionMatrix.At(threshold, tested);
                string onTest = test is null ? "" : $"{testAuc:F3} | ";
                Tell($"| {name,-12} | {auc:F3} | {onTest}{threshold:F2} | {matrix.Accuracy:F3} | {matrix.Sensitivity:F3} | {matrix.Specificity:F3} |");
            }
            if (name == Diagnosis.InnerLayers && balanced)
                Diagnosis.DrawExamples(options.Sheet, test ?? validation, tested, threshold: 0.5);
            if (name == Diagnosis.InnerLayers && !balanced)
                confusion = ConfusionMatrix.At(0.5, tested);
        }
        Tell("");
    }
    Tell($"""
        The second threshold of each is that of the highest sensitivity and specificity on validation{(test is null ? ";\nthe same pictures say how good it is, so that it looks a little better than it is" : "")}.

        Confusion matrix of the inner layers, rows of equal weight, threshold 0.5:

        {confusion!.ToMarkdown()}

        Accuracy in percent, mean of 5 draws from the training part{(options.Layers is null ? "; the inner layers were chosen with all of its labels" : "")}:

        {diagnosis.LearningCurve(5, 10, 20, 50).ToMarkdown()}
        {Machine.Describe()}.
        """);
    section?.Write(report.ToString());
    Console.WriteLine($"\n{options.Sheet} shows the surest right and wrong answers.");
    return 0;

    void Tell(string text)
    {
        Console.WriteLine(text);
        report.Append(text).Append('\n');
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException or HttpRequestException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
