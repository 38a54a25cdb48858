namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;

/// <summary>The document that the tables are written into, between two markers; what stands around them stays.</summary>
internal static class BenchmarkDocument
{
    private const string Begin = "<!-- table:begin -->", End = "<!-- table:end -->";

    public static void Write(string file, IEnumerable<Section> sections)
    {
        if (!File.Exists(file))
            throw new ArgumentException($"There is no file '{file}'. Run from the repository's root, or name it.");
        string text = File.ReadAllText(file);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new ArgumentException($"'{file}' has no '{Begin}' with a '{End}' behind it.");
        string tables = string.Join("\n", sections.Select(section => section.ToMarkdown()));
        File.WriteAllText(file, $"{text[..(begin + Begin.Length)]}\n\n{tables}\n{text[end..]}");
    }
}
