using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;

/// <summary>Rows of pictures with captions, as an SVG file that holds the pictures.</summary>
internal static class ContactSheet
{
    private const int Side = 120, Gap = 16, CaptionHeight = 20, HeadingWidth = 150;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static void Write(string file, string title, IReadOnlyList<(string Heading, IReadOnlyList<Tile> Tiles)> rows)
    {
        int rowHeight = Side + CaptionHeight + Gap;
        int width = HeadingWidth + (rows.Max(row => row.Tiles.Count) * (Side + Gap)), height = Gap + (rows.Count * rowHeight);
        new XDocument(new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {width} {height}"), new XAttribute("font-family", "sans-serif"), new XAttribute("font-size", 12),
            new XElement(Svg + "title", title),
            new XElement(Svg + "rect", new XAttribute("width", width), new XAttribute("height", height), new XAttribute("fill", "white")),
            rows.Select((row, i) => Row(row.Heading, row.Tiles, Gap + (i * rowHeight))))).Save(file);
    }

    private static XElement Row(string heading, IReadOnlyList<Tile> tiles, int top) => new(
        Svg + "g",
        Text(Gap, top + (Side / 2), heading, "start"),
        tiles.Select((tile, i) => Picture(tile, HeadingWidth + (i * (Side + Gap)), top)));

    private static XElement Picture(Tile tile, int left, int top) => new(
        Svg + "g",
        new XElement(
            Svg + "image", Place(left, top), new XAttribute("preserveAspectRatio", "xMidYMid slice"),
            new XAttribute("href", $"data:{MediaType(tile.Image)};base64,{Convert.ToBase64String(tile.Image)}")),
        new XElement(Svg + "rect", Place(left, top), new XAttribute("fill", "none"), new XAttribute("stroke", tile.Color), new XAttribute("stroke-width", 3)),
        Text(left + (Side / 2), top + Side + 15, tile.Caption, "middle"));

    private static XAttribute[] Place(int left, int top) =>
        [new("x", left), new("y", top), new("width", Side), new("height", Side)];

    private static XElement Text(int x, int y, string text, string anchor) => new(
        Svg + "text", new XAttribute("x", x), new XAttribute("y", y), new XAttribute("text-anchor", anchor), text);

    private static string MediaType(byte[] image) =>
        image is [0x89, (byte)'P', ..] ? "image/png" : image is [(byte)'R', (byte)'I', ..] ? "image/webp" : "image/jpeg";
}
