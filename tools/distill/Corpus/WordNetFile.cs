namespace Distill.Corpus;

/// <summary>
/// A data file of WordNet 3.0 (wndb(5WN)): a synset a line, after '|' its gloss: definitions, then examples in quotation marks, all separated by ';'.
/// </summary>
internal static class WordNetFile
{
    public static IEnumerable<string> Read(string path)
    {
        foreach (string line in File.ReadLines(path))
        {
            int bar = line.IndexOf("| ", StringComparison.Ordinal);
            // The license at the beginning is indented.
            if (line.StartsWith(' ') || bar < 0)
                continue;
            string gloss = line[(bar + 2)..].Trim();
            int quote = gloss.IndexOf('"');
            string definition = (quote < 0 ? gloss : gloss[..quote]).Trim(' ', ';', ':', ',');
            if (definition.Length > 0)
                yield return definition;
            string[] parts = gloss.Split('"');
            for (int i = 1; i < parts.Length; i += 2)
            {
                if (parts[i].Trim() is { Length: > 0 } example)
                    yield return example;
            }
        }
    }
}
