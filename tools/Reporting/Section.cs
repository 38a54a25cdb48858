namespace Reporting;

/// <summary>A table with a title and what must be known to read it.</summary>
public sealed record Section(string Title, string Text, MarkdownTable? Table = null)
{
    public string ToMarkdown() => Table is null ? $"### {Title}\n\n{Text}\n" : $"### {Title}\n\n{Text}\n\n{Table.ToMarkdown()}";
}
