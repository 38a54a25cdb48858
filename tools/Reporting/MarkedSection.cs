namespace Reporting;

/// <summary>The part of a Markdown file that a program writes. The rest of the file is written by hand and stays as it is.</summary>
public sealed class MarkedSection
{
    private readonly string file;
    private readonly string before;
    private readonly string after;

    /// <param name="file">Has the lines <c>&lt;!-- NAME:begin --&gt;</c> and <c>&lt;!-- NAME:end --&gt;</c>.</param>
    /// <param name="name">The NAME, where a file has several.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">The file lacks a marker.</exception>
    public MarkedSection(string file, string name = "table")
    {
        string beginLine = $"<!-- {name}:begin -->", endLine = $"<!-- {name}:end -->";
        this.file = file;
        string text = File.ReadAllText(file);
        int begin = text.IndexOf(beginLine, StringComparison.Ordinal);
        int end = text.IndexOf(endLine, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"'{file}' needs the line {beginLine} and, after it, the line {endLine}: the table goes between them.");
        before = text[..(begin + beginLine.Length)];
        after = text[end..];
    }

    public void Write(string content) => File.WriteAllText(file, $"{before}\n{content.Trim()}\n{after}");
}
