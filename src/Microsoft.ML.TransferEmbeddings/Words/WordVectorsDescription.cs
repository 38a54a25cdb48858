using System.Text;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What was found in a file of word vectors. <see cref="ToString"/> is a table for reading. Immutable.</summary>
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

    /// <summary>The file; null where the vectors were made in this process.</summary>
    public string? Path { get; }

    /// <summary>Format of the file; null where the vectors were made in this process.</summary>
    public WordVectorsFormat? Format { get; }

    /// <summary>Number of words.</summary>
    public int Count { get; }

    /// <summary>Length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>Number of rows that were dropped because their word had one already.</summary>
    public int DuplicateRows { get; }

    /// <summary>Number of words that are not UTF-8 in the file: what could not be read is U+FFFD in them.</summary>
    public int ReplacedWords { get; }

    /// <summary>Characters of the shortest n-grams from which unknown words get a vector; null where there are none.</summary>
    public int? MinNgramLength { get; }

    /// <summary>Characters of the longest n-grams from which unknown words get a vector; null where there are none.</summary>
    public int? MaxNgramLength { get; }

    /// <summary>The labels of a supervised fastText model, which are not words; empty for all others.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>One line per property.</summary>
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
