using System.Text;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>How well classifiers on a network's layers tell sick from healthy, beside raw pixels, without and with weights of the classes.</summary>
internal sealed class DiagnosisReport
{
    private const string SamePictures = ";\nthe same pictures say how good it is, so that it looks a little better than it is";

    private const double UsualThreshold = 0.5;

    private readonly IReadOnlyList<XRay> training, validation;
    private readonly IReadOnlyList<XRay>? test;
    private readonly StringBuilder text = new();

    /// <param name="data">A PneumoniaMNIST file, of which the parts train and val are read.</param>
    /// <param name="testData">A file with the part test; null to test on val.</param>
    public DiagnosisReport(string data, string? testData)
    {
        (training, validation) = (PneumoniaMnist.Read(data, "train"), PneumoniaMnist.Read(data, "val"));
        test = testData is null ? null : PneumoniaMnist.Read(testData, "test");
    }

    /// <param name="model">The network.</param>
    /// <param name="layers">Its inner layers; null to choose them on the training part.</param>
    /// <param name="sheet">Where pictures of the surest right and wrong answers go; null for nowhere.</param>
    public string Measure(ImageEmbeddingModel model, IReadOnlyList<string>? layers, string? sheet)
    {
        double share = training.Average(row => row.Label ? 1.0 : 0);
        Append($"{training.Count:N0} pictures to train on, {share:P0} with pneumonia; {validation.Count:N0} to validate, {test?.Count ?? 0:N0} to test.");
        using var diagnosis = new Diagnosis(model, layers, training);
        string chosen = layers is null ? ", chosen by cross-validation among the pictures to train on" : "";
        Append($"Inner layers: {string.Join(", ", diagnosis.Layers)}{chosen}.\n");
        IDataView validationRows = diagnosis.Embed(validation), testRows = test is null ? validationRows : diagnosis.Embed(test);
        ConfusionMatrix? confusion = null;
        foreach (bool balanced in new[] { false, true })
        {
            Append(balanced ? "Classes of equal weight:\n" : "Rows of equal weight:\n");
            var rows = new List<string[]>();
            foreach (var (name, trained) in diagnosis.Train(balanced))
            {
                var (auc, validated) = diagnosis.Test(trained, validationRows);
                var (testAuc, tested) = diagnosis.Test(trained, testRows);
                string[] aucs = test is null ? [$"{auc:F3}"] : [$"{auc:F3}", $"{testAuc:F3}"];
                double[] thresholds = [UsualThreshold, ConfusionMatrix.BestThreshold(validated)];
                rows.AddRange(thresholds.Select(threshold => Row(name, aucs, threshold, ConfusionMatrix.At(threshold, tested))));
                if (name == Diagnosis.InnerLayers && balanced && sheet is not null)
                    Diagnosis.DrawExamples(sheet, test ?? validation, tested, UsualThreshold);
                if (name == Diagnosis.InnerLayers && !balanced)
                    confusion = ConfusionMatrix.At(UsualThreshold, tested);
            }
            string[] areas = test is null ? ["validation AUC"] : ["validation AUC", "test AUC"];
            Append(new MarkdownTable(["features", .. areas, "threshold", "accuracy", "sensitivity", "specificity"], rows).ToMarkdown());
        }
        AppendEnd(diagnosis, confusion!, layers is null);
        return text.ToString();
    }

    private void AppendEnd(Diagnosis diagnosis, ConfusionMatrix confusion, bool layersWereChosen) => Append($"""
        The second threshold of each is that of the highest sensitivity and specificity on validation{(test is null ? SamePictures : "")}.

        Confusion matrix of the inner layers, rows of equal weight, threshold 0.5:

        {confusion.ToMarkdown()}

        Accuracy in percent, mean of 5 draws from the training part{(layersWereChosen ? "; the inner layers were chosen with all of its labels" : "")}:

        {diagnosis.LearningCurve(5, 10, 20, 50).ToMarkdown()}
        {Machine.Describe()}
        """);

    private static string[] Row(string name, string[] aucs, double threshold, ConfusionMatrix matrix) =>
        [name, .. aucs, $"{threshold:F2}", $"{matrix.Accuracy:F3}", $"{matrix.Sensitivity:F3}", $"{matrix.Specificity:F3}"];

    private void Append(string line) => text.Append(line).Append('\n');
}
