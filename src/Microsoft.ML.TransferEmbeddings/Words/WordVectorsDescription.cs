using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What was found in a file of word vectors. <see cref="ToString"/> is a table for reading. Immutable.</summary>
public sealed class WordVectorsDescription
{
    internal WordVectorsDescription()
    {
    }

    /// <summary>The file; null where the vectors were made in this process.</summary>
    public required string? Path { get; init; }

    /// <summary>How it is written; null where the vectors were made in this process.</summary>
    public required WordVectorsFormat? Format { get; init; }

    /// <summary>Number of words.</summary>
    public required int Count { get; init; }

    /// <summary>Length of every vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Rows that were dropped because their word had one already.</summary>
    public required int DuplicateRows { get; init; }

    /// <summary>Words that are not UTF-8 in the file: what could not be read is U+FFFD in them.</summary>
    public required int ReplacedWords { get; init; }

    /// <summary>The shortest and the longest n-grams of characters from which unknown words get a vector; null where there are none.</summary>
    public required (int Shortest, int Longest)? NgramLengths { get; init; }

    /// <summary>The labels of a supervised fastText model, which are no words; empty for all others.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>A line a property.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line("file", Path ?? "none");
        Line("format", Format?.ToString() ?? "none");
        Line("words", $"{Count:N0}");
        Line("dimension", Dimension);
        Line("duplicate rows", $"{DuplicateRows:N0}, dropped");
        Line("not UTF-8", $"{ReplacedWords:N0} words, with U+FFFD");
        Line("subwords", NgramLengths is var (shortest, longest) ? $"{shortest} to {longest} characters" : "none");
        text.Append($"{"labels",-16}{(Labels.Count == 0 ? "none" : string.Join(", ", Labels))}");
        return text.ToString();

        void Line(string name, object value) => text.Append($"{name,-16}{value}").Append('\n');
    }
}
