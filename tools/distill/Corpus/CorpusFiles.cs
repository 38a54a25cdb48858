using System.Text;
using System.Text.RegularExpressions;

namespace Distill.Corpus;

/// <summary>
/// The texts of files: plain text, a text a line, without an element's tags around it; a column of a .csv with a header (PATH:NAME) or of a file with tabs
/// (PATH:NUMBER, from 1); and the files data.noun, data.verb, data.adj and data.adv of WordNet, of which the definitions and the examples are taken.
/// </summary>
internal static partial class CorpusFiles
{
    public static IEnumerable<string> Read(string argument)
    {
        var (path, column) = File.Exists(argument) || argument.LastIndexOf(':') is not (> 0 and var colon)
            ? (argument, "")
            : (argument[..colon], argument[(colon + 1)..]);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no corpus file '{path}'.");
        if (Path.GetFileName(path) is "data.noun" or "data.verb" or "data.adj" or "data.adv")
            return WordNetFile.Read(path);
        if (column.Length == 0)
            return File.ReadLines(path).Select(line => WholeElement().Match(line) is { Success: true } element ? element.Groups["text"].Value : line);
        if (int.TryParse(column, out int number))
            return File.ReadLines(path).Select(line => line.Split('\t')).Where(fields => fields.Length >= number).Select(fields => fields[number - 1]);
        return ReadCsv(path, column);
    }

    [GeneratedRegex(@"^\s*<(?<name>\w+)>(?<text>.*)</\k<name>>\s*$")]
    private static partial Regex WholeElement();

    private static IEnumerable<string> ReadCsv(string path, string name)
    {
        var rows = CsvRows(File.ReadAllText(path)).ToList();
        int column = rows.Count == 0 ? -1 : rows[0].IndexOf(name);
        if (column < 0)
            throw new InvalidDataException($"'{path}' has no column '{name}'{(rows.Count == 0 ? "" : $"; it has {string.Join(", ", rows[0])}")}.");
        return rows.Skip(1).Where(row => row.Count > column).Select(row => row[column]);
    }

    private static IEnumerable<List<string>> CsvRows(string text)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (c == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || c is not (',' or '\n' or '\r'))
                field.Append(c);
            else if (c != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    yield return row;
                    row = [];
                }
            }
        }
        if (field.Length > 0 || row.Count > 0)
            yield return [.. row, field.ToString()];
    }
}
