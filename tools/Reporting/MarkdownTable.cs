using System.Text;

namespace Reporting;

/// <summary>A table whose first columns are text and whose others are numbers.</summary>
public sealed record MarkdownTable(IReadOnlyList<string> Header, IEnumerable<IReadOnlyList<string>> Rows)
{
    /// <summary>How many columns are text, from the left.</summary>
    public int TextColumns { get; init; } = 1;

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        AppendRow(Header);
        AppendRow([.. Header.Select((_, column) => column < TextColumns ? "---" : "---:")]);
        foreach (var row in Rows)
            AppendRow(row);
        return text.ToString();

        void AppendRow(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))).Append(" |\n");
    }
}
