namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;

/// <summary>Finds a place for the label of each dot where it covers no other dot or label, as far as there is one.</summary>
internal sealed class Labels
{
    private const double Gap = 7, LetterWidth = 6.8, LetterHeight = 12;

    private readonly List<Box> taken;

    public Labels(IEnumerable<(double X, double Y)> dots) => taken = [.. dots.Select(dot => new Box(dot.X - 4, dot.Y - 4, dot.X + 4, dot.Y + 4))];

    /// <returns>Where the text stands: its anchor is the end that the name says.</returns>
    public (double X, double Y, string Anchor) Place(double x, double y, string label)
    {
        double width = label.Length * LetterWidth;
        (double X, double Y, string Anchor, Box Box)[] places =
        [
            Beside(x + Gap, y, "start", 0), Beside(x - Gap, y, "end", -width), Beside(x, y - 12, "middle", -width / 2), Beside(x, y + 12, "middle", -width / 2),
            Beside(x + Gap, y - 9, "start", 0), Beside(x + Gap, y + 9, "start", 0), Beside(x - Gap, y - 9, "end", -width), Beside(x - Gap, y + 9, "end", -width),
        ];
        var best = places.MinBy(place => taken.Count(place.Box.Meets));
        taken.Add(best.Box);
        return (best.X, best.Y, best.Anchor);

        (double, double, string, Box) Beside(double textX, double middle, string anchor, double left) =>
            (textX, middle + 4, anchor, new Box(textX + left, middle - LetterHeight / 2, textX + left + width, middle + LetterHeight / 2));
    }

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
