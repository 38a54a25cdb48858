using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.Docs;

/// <summary>A piece of C# on a page.</summary>
/// <param name="Line">The line of the page, from 1, where the code begins.</param>
/// <param name="Code">The code.</param>
/// <param name="NeedsModelFolder">Whether "snippet: needs model folder" stands in a comment before it.</param>
/// <param name="WouldDownload">Whether "snippet: would download" stands in a comment before it: it is compiled and not run.</param>
internal sealed record Snippet(int Line, string Code, bool NeedsModelFolder = false, bool WouldDownload = false);

/// <summary>The C# of a Markdown page: its code blocks, and the code in the last column of tables whose last heading is "Code".</summary>
internal sealed partial class MarkdownPage
{
    private const string NeedsModelFolder = "<!-- snippet: needs model folder -->";
    private const string WouldDownload = "<!-- snippet: would download -->";
    private const string CodeHeading = "Code";

    private readonly List<Snippet> blocks = [];
    private readonly List<Snippet> cells = [];

    public MarkdownPage(string name)
    {
        Name = name;
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, name));
        string comment = "";
        bool isCodeTable = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, i + 1, other => other.Trim() == "```");
                Assert.True(end > i, $"{name}({i + 1}): the block is not closed");
                if (line is "```csharp" or "```cs" or "```c#")
                    blocks.Add(new Snippet(i + 2, string.Join('\n', lines[(i + 1)..end]), comment == NeedsModelFolder, comment == WouldDownload));
                i = end;
            }
            else if (line.StartsWith('|'))
            {
                string cell = line.Trim('|').Split('|')[^1].Trim();
                if (!lines[i - 1].StartsWith('|'))
                    isCodeTable = cell == CodeHeading;
                else if (isCodeTable && InlineCode().Match(cell) is { Success: true } code)
                    cells.Add(new Snippet(i + 1, code.Groups[1].Value));
            }
            if (line.Length > 0)
                comment = line;
        }
    }

    /// <summary>The path from the repository's root.</summary>
    public string Name { get; }

    /// <summary>To be compiled and run.</summary>
    public IReadOnlyList<Snippet> Blocks => blocks;

    /// <summary>To be compiled.</summary>
    public IReadOnlyList<Snippet> Cells => cells;

    [GeneratedRegex("^`([^`]+)`$")]
    private static partial Regex InlineCode();
}
