using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;

/// <summary>Draws words or other names as dots in the plane in which they differ most.</summary>
internal static class WordPicture
{
    private const int Width = 900, Height = 640, Left = 70, Right = 130, Top = 30, Bottom = 60, Ticks = 5;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static void Write(string file, KeyedVectors vectors, IReadOnlyList<WordGroup> groups, string title = "Words in the plane in which they differ most")
    {
        if (groups.Sum(group => group.Words.Count) < 3)
            throw new InvalidDataException("The file has fewer than three of the words that would be drawn. Give vectors of English words in lower case.");
        var plane = new PrincipalPlane([.. groups.SelectMany(group => group.Words).Select(vectors.GetVector)]);
        var dots = groups.SelectMany(group => group.Words.Select(word => (Group: group, Word: word, Place: plane.Project(vectors.GetVector(word))))).ToArray();
        var x = new Axis(dots.Select(dot => dot.Place.X), Left, Width - Right);
        var y = new Axis(dots.Select(dot => dot.Place.Y), Height - Bottom, Top);
        var labels = new Labels(dots.Select(dot => (x.Place(dot.Place.X), y.Place(dot.Place.Y))));
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 12),
            new XElement(Svg + "title", title),
            new XElement(Svg + "rect", new XAttribute("width", Width), new XAttribute("height", Height), new XAttribute("fill", "white")),
            Frame(x, y),
            Text((x.From + x.To) / 2, Height - 15, $"first principal component ({plane.Shares[0]:P0} of the variance)", "middle"),
            Text(0, 0, $"second principal component ({plane.Shares[1]:P0} of the variance)", "middle", $"translate(20 {(y.From + y.To) / 2}) rotate(-90)"),
            dots.Select(dot => Dot(x.Place(dot.Place.X), y.Place(dot.Place.Y), dot.Group.Color, dot.Word, labels)),
            groups.Select((group, i) => Dot(Width - Right + 20, Top + 10 + 20 * i, group.Color, group.Name, new Labels([]))));
        new XDocument(picture).Save(file);
    }

    private static IEnumerable<XElement> Frame(Axis x, Axis y)
    {
        yield return new XElement(
            Svg + "path", new XAttribute("d", $"M{x.From} {y.To}V{y.From}H{x.To}"), new XAttribute("fill", "none"), new XAttribute("stroke", "#666"));
        foreach (double value in x.Ticks(Ticks))
            yield return Text(x.Place(value), y.From + 18, $"{value:0.##}", "middle");
        foreach (double value in y.Ticks(Ticks))
            yield return Text(x.From - 8, y.Place(value) + 4, $"{value:0.##}", "end");
    }

    private static XElement Dot(double x, double y, string color, string label, Labels labels)
    {
        var (labelX, labelY, anchor) = labels.Place(x, y, label);
        return new XElement(
            Svg + "g",
            new XElement(Svg + "circle", new XAttribute("cx", $"{x:F1}"), new XAttribute("cy", $"{y:F1}"), new XAttribute("r", 4), new XAttribute("fill", color)),
            Text(labelX, labelY, label, anchor));
    }

    private static XElement Text(double x, double y, string text, string anchor, string? transform = null) => new(
        Svg + "text",
        new XAttribute("x", $"{x:F1}"), new XAttribute("y", $"{y:F1}"), new XAttribute("text-anchor", anchor),
        transform is null ? null : new XAttribute("transform", transform), text);
}
