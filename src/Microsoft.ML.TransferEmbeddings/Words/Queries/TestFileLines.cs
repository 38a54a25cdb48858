namespace Microsoft.ML.TransferEmbeddings.Words.Queries;

/// <summary>The lines of a file of test questions.</summary>
internal static class TestFileLines
{
    /// <summary>Lines with something in them, numbered from 1.</summary>
    public static IEnumerable<(int Number, string Line)> Read(string path) =>
        File.ReadLines(path).Select((line, i) => (Number: i + 1, Line: line.Trim())).Where(line => line.Line.Length > 0);

    public static InvalidDataException Error(string path, int line, string what) => new($"'{path}', line {line}: {what}. Mend the line, or take it out.");
}
