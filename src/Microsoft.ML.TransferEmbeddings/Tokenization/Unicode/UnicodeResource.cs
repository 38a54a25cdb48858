using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>Reads the tables under Resources/unicode: comments, [section] lines, and lines of hexadecimal code points and ranges.</summary>
internal static class UnicodeResource
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(UnicodeResource).Assembly.GetManifestResourceStream($"unicode/{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                yield return line;
        }
    }

    /// <summary>The sections of a table that has only ranges.</summary>
    public static Dictionary<string, List<(int First, int Last)>> Sections(string name)
    {
        Dictionary<string, List<(int First, int Last)>> sections = [];
        List<(int First, int Last)> section = [];
        foreach (string line in Lines(name))
        {
            if (line.StartsWith('['))
                sections.Add(line[1..^1], section = []);
            else
                section.AddRange(line.Split(' ').Select(Range));
        }
        return sections;
    }

    public static (int First, int Last) Range(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (CodePoint(text), CodePoint(text)) : (CodePoint(text.AsSpan(0, dash)), CodePoint(text.AsSpan(dash + 1)));
    }

    public static int CodePoint(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
