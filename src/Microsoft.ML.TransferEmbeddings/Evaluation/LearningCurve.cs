using System.Globalization;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Evaluation;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The accuracy of one or more pipelines by the number of labels per class, on the same draws. Immutable.</summary>
/// <seealso cref="BinaryLearningCurveCatalog"/>
/// <seealso cref="MulticlassLearningCurveCatalog"/>
public sealed class LearningCurve
{
    internal LearningCurve(IReadOnlyList<LearningCurvePoint> points) => Points = points;

    /// <summary>A point for each pipeline and number of labels, in the order in which they were given.</summary>
    public IReadOnlyList<LearningCurvePoint> Points { get; }

    /// <summary>A Markdown table: one row per pipeline, in percent, mean ± half of the confidence band.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var (index, curve) in Points.GroupBy(point => point.Pipeline).Index())
        {
            if (index == 0)
            {
                text.Append($"| Labels per class |{string.Concat(curve.Select(point => Invariant($" {point.LabelsPerClass} |")))}\n");
                text.Append($"| --- |{string.Concat(curve.Select(_ => " ---: |"))}\n");
            }
            var cells = curve.Select(point => Invariant($" {100 * point.Mean:F1} ± {100 * (point.Upper - point.Mean):F1} |"));
            text.Append($"| {EscapedText.ForMarkdown(curve.Key)} |{string.Concat(cells)}\n");
        }
        return text.ToString();
    }

    /// <summary>Comma-separated values with a header: a line for each pipeline, number of labels and draw. Draws count from 1.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("pipeline,labelsPerClass,draw,accuracy\n");
        foreach (var point in Points)
        {
            foreach (var (draw, accuracy) in point.Accuracies.Index())
                text.Append(Invariant($"\"{point.Pipeline.Replace("\"", "\"\"")}\",{point.LabelsPerClass},{draw + 1},{accuracy:R}\n"));
        }
        return text.ToString();
    }

    /// <summary>A picture: a line with its confidence band for each pipeline, over a logarithmic axis of labels.</summary>
    public string ToSvg() => LearningCurvePicture.Draw(this);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
