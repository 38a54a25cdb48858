using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;

/// <summary>The first column is text, the others are numbers.</summary>
internal sealed record MarkdownTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        AppendRow(Header);
        AppendRow([.. Header.Select((_, column) => column == 0 ? "--" : "--:")]);
        foreach (var row in Rows)
            AppendRow(row);
        return text.ToString();

        void AppendRow(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
