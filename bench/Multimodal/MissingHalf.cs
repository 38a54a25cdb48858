namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Multimodal;

/// <summary>What test rows lack.</summary>
/// <param name="Name">Of the column of a table.</param>
/// <param name="Text">Whether every second row lacks its text, at random.</param>
/// <param name="Image">Whether every second row lacks its image.</param>
internal sealed record MissingHalf(string Name, bool Text, bool Image)
{
    private const int Seed = 1;

    public static IReadOnlyList<MissingHalf> All { get; } = [new("all there", false, false), new("half of the texts missing", true, false), new("half of the images missing", false, true)];

    public IEnumerable<GlossItem> Apply(IEnumerable<GlossItem> items)
    {
        GlossItem[] rows = [.. items];
        bool[] missing = [.. rows.Select((_, i) => i % 2 == 0)];
        new Random(Seed).Shuffle(missing);
        return rows.Select((row, i) => !missing[i] ? row : row with { Text = Text ? null : row.Text, Image = Image ? null : row.Image });
    }
}
