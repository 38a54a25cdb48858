using System.Globalization;
using ImageSamples;
using MedicalImages;
using MedicalImages.Evaluation;
using MedicalImages.XRays;
using Microsoft.ML;

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
    var (training, validation) = (PneumoniaMnist.Read(options.Data, "train"), PneumoniaMnist.Read(options.Data, "val"));
    var test = options.Test is { } file ? PneumoniaMnist.Read(file, "test") : null;
    double share = training.Average(row => row.Label ? 1.0 : 0);
    Console.WriteLine($"{training.Count:N0} pictures to train on, {share:P0} with pneumonia; {validation.Count:N0} to validate, {test?.Count ?? 0:N0} to test");
    using var model = VisionModel.Open(options.Model);
    using var diagnosis = new Diagnosis(model, options.Layers, training);
    Console.WriteLine($"inner layers: {string.Join(", ", diagnosis.Layers)}\n");

    ConfusionMatrix? confusion = null;
    IDataView validationRows = diagnosis.Embed(validation), testRows = test is null ? validationRows : diagnosis.Embed(test);
    foreach (bool balanced in new[] { false, true })
    {
        Console.WriteLine(balanced ? "Classes of equal weight" : "Rows of equal weight");
        Console.WriteLine($"| {"features",-12} | validation AUC | {(test is null ? "" : "test AUC | ")}threshold | accuracy | sensitivity | specificity |");
        Console.WriteLine($"| --- | ---: | {(test is null ? "" : "---: | ")}---: | ---: | ---: | ---: |");
        foreach (var (name, trained) in diagnosis.Train(balanced))
        {
            var (auc, validated) = diagnosis.Test(trained, validationRows);
            var (testAuc, tested) = diagnosis.Test(trained, testRows);
            foreach (double threshold in new[] { 0.5, ConfusionMatrix.BestThreshold(validated) })
            {
                var matrix = ConfusionMatrix.At(threshold, tested);
                string onTest = test is null ? "" : $"{testAuc:F3} | ";
                Console.WriteLine($"| {name,-12} | {auc:F3} | {onTest}{threshold:F2} | {matrix.Accuracy:F3} | {matrix.Sensitivity:F3} | {matrix.Specificity:F3} |");
            }
            if (name == Diagnosis.InnerLayers && balanced)
                Diagnosis.DrawExamples(options.Sheet, test ?? validation, tested, threshold: 0.5);
            if (name == Diagnosis.InnerLayers && !balanced)
                confusion = ConfusionMatrix.At(0.5, tested);
        }
        Console.WriteLine();
    }
    Console.WriteLine($"""
        The second threshold of each is that of the highest sensitivity and specificity on validation{(test is null ? ";\nthe same pictures say how good it is, so that it looks a little better than it is" : "")}.

        Confusion matrix: inner layers, rows of equal weight, threshold 0.5
        {confusion}

        Accuracy in percent, mean of 5 draws from the training part
        {diagnosis.LearningCurve(5, 10, 20, 50).ToMarkdown()}
        {options.Sheet} shows the surest right and wrong answers.
        """);
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException or HttpRequestException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
