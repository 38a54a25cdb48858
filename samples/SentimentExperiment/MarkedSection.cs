namespace SentimentExperiment;

/// <summary>The part of a Markdown file that this program writes. The rest of the file is written by hand and stays as it is.</summary>
public sealed class MarkedSection
{
    private const string Begin = "<!-- table:begin -->";
    private const string End = "<!-- table:end -->";

    private readonly string file;
    private readonly string before;
    private readonly string after;

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">The file lacks a marker.</exception>
    public MarkedSection(string file)
    {
        this.file = file;
        string text = File.ReadAllText(file);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"'{file}' needs the line {Begin} and, behind it, the line {End}: the table goes between them.");
        before = text[..(begin + Begin.Length)];
        after = text[end..];
    }

    public void Write(string content) => File.WriteAllText(file, $"{before}\n{content.Trim()}\n{after}");
}
