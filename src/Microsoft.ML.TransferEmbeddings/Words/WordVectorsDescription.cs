using System.Text;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Description of word vectors: what was found in their file. <see cref="ToString"/> returns a table for reading. Immutable.</summary>
public sealed class WordVectorsDescription
{
    internal WordVectorsDescription(WordTable table, WordFile? file)
    {
        Path = file?.Path;
        Format = file?.Format;
        Count = table.Count;
        Dimension = table.Dimension;
        DuplicateRows = file?.DuplicateRows ?? 0;
        ReplacedWords = file?.ReplacedWords ?? 0;
        MinNgramLength = table.Subwords?.Shortest;
        MaxNgramLength = table.Subwords?.Longest;
        Labels = file?.Labels ?? [];
    }

    /// <summary>Path of the file; null if the vectors were made in this process.</summary>
    public string? Path { get; }

    /// <summary>Format of the file; null if the vectors were made in this process.</summary>
    public WordVectorsFormat? Format { get; }

    /// <summary>Number of words.</summary>
    public int Count { get; }

    /// <summary>Length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>Number of rows that were dropped because an earlier row has the same word.</summary>
    public int DuplicateRows { get; }

    /// <summary>Number of words that are not valid UTF-8 in the file, in which U+FFFD replaces the invalid bytes.</summary>
    public int ReplacedWords { get; }

    /// <summary>Length in characters of the shortest n-grams from which unknown words get a vector; null if there are no n-grams.</summary>
    public int? MinNgramLength { get; }

    /// <summary>Length in characters of the longest n-grams from which unknown words get a vector; null if there are no n-grams.</summary>
    public int? MaxNgramLength { get; }

    /// <summary>Labels of a supervised fastText model, which are not words; empty for all others.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Returns a line for each property.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line("file", Path ?? "none");
        Line("format", Format?.ToString() ?? "none");
        Line("words", $"{Count:N0}");
        Line("dimension", Dimension);
        Line("duplicate rows", $"{DuplicateRows:N0}, dropped");
        Line("not UTF-8", $"{ReplacedWords:N0} words, with U+FFFD");
        Line("subwords", MinNgramLength is null ? "none" : $"{MinNgramLength} to {MaxNgramLength} characters");
        text.Append($"{"labels",-16}{(Labels.Count == 0 ? "none" : string.Join(", ", Labels))}");
        return text.ToString();

        void Line(string name, object value) => text.Append($"{name,-16}{value}").Append('\n');
    }
}
