using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>Draws a learning curve as SVG.</summary>
internal static class LearningCurvePicture
{
    private const double Width = 640, Height = 400, Left = 56, Right = 16, Top = 16, Bottom = 40, LineHeight = 18;

    private static readonly string[] Colors = ["#1b6ca8", "#d1495b", "#2e933c", "#8a4fff", "#b8860b", "#444444"];

    public static string Draw(LearningCurve curve)
    {
        int[] labels = [.. curve.Points.Select(point => point.LabelsPerClass).Distinct().Order()];
        double lowest = Math.Floor(10 * curve.Points.Min(point => point.Lower)) / 10, highest = Math.Ceiling(10 * curve.Points.Max(point => point.Upper)) / 10;
        if (highest <= lowest)
            highest = lowest + 0.1;
        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        Append(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        for (double value = lowest; value < highest + 0.01; value += 0.1)
        {
            Append(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):F1}\" y2=\"{Y(value):F1}\" stroke=\"#dddddd\"/>\n");
            Append(svg, $"<text x=\"{Left - 6}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{100 * value:F0} %</text>\n");
        }
        foreach (int count in labels)
            Append(svg, $"<text x=\"{X(count):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{count}</text>\n");
        Append(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">labels per class</text>\n");

        foreach (var (index, group) in curve.Points.GroupBy(point => point.Pipeline).Index())
        {
            string color = Colors[index % Colors.Length];
            LearningCurvePoint[] points = [.. group.OrderBy(point => point.LabelsPerClass)];
            string band = Line(points, point => point.Upper) + " " + Line(points.Reverse(), point => point.Lower);
            Append(svg, $"<polygon points=\"{band}\" fill=\"{color}\" fill-opacity=\"0.15\"/>\n");
            Append(svg, $"<polyline points=\"{Line(points, point => point.Mean)}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>\n");
            double y = Height - Bottom - 10 - LineHeight * index;
            Append(svg, $"<text x=\"{Width - Right - 6}\" y=\"{y}\" text-anchor=\"end\" fill=\"{color}\">{EscapedText.ForXml(group.Key)}</text>\n");
        }
        return svg.Append("</svg>\n").ToString();

        double X(int count)
        {
            double span = Math.Log(labels[^1]) - Math.Log(labels[0]);
            return Left + 12 + (Width - Right - Left - 24) * (span > 0 ? (Math.Log(count) - Math.Log(labels[0])) / span : 0.5);
        }

        double Y(double value) => Top + (Height - Top - Bottom) * (highest - value) / (highest - lowest);

        string Line(IEnumerable<LearningCurvePoint> points, Func<LearningCurvePoint, double> value) =>
            string.Join(' ', points.Select(point => $"{X(point.LabelsPerClass):F1},{Y(value(point)):F1}"));
    }

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
