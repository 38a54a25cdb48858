using System.Net;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>Names as they are in formats where some characters mean something else.</summary>
internal static class EscapedText
{
    private const string MarkdownCharacters = "\\`*_[]<>|~#&";

    /// <summary>In a cell of a table: what Markdown would read as its own has a backslash before it, and a line break is a space.</summary>
    public static string ForMarkdown(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char character in text.ReplaceLineEndings(" "))
        {
            if (MarkdownCharacters.Contains(character))
                escaped.Append('\\');
            escaped.Append(character);
        }
        return escaped.ToString();
    }

    /// <summary>XML has no place for most control characters, not even as references.</summary>
    public static string ForXml(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)));
}
