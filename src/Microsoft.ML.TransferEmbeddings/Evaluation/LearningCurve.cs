using System.Globalization;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Evaluation;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Accuracies of one or more pipelines by the number of labels per class, measured on the same draws. Immutable.</summary>
/// <seealso cref="BinaryLearningCurveCatalog"/>
/// <seealso cref="MulticlassLearningCurveCatalog"/>
public sealed class LearningCurve
{
    internal LearningCurve(IReadOnlyList<LearningCurvePoint> points) => Points = points;

    /// <summary>A point for each pipeline and number of labels, in the order in which they were given.</summary>
    public IReadOnlyList<LearningCurvePoint> Points { get; }

    /// <summary>Returns a Markdown table with a row for each pipeline: mean accuracy in percent ± half the width of its 95 % confidence band.</summary>
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

    /// <summary>Returns comma-separated values with a header: a line for each pipeline, number of labels and draw, numbered from 1. Accuracies are from 0 to 1.</summary>
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

    /// <summary>Returns an SVG picture: a line with its confidence band for each pipeline, over a logarithmic axis of labels per class.</summary>
    public string ToSvg() => LearningCurvePicture.Draw(this);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
