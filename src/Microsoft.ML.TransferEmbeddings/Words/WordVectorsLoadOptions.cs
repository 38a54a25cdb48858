namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How <see cref="WordVectors.Load"/> reads a file. Immutable.</summary>
public sealed class WordVectorsLoadOptions
{
    private readonly WordVectorsFormat? format;
    private readonly int? maxRows;

    /// <summary>How the file is written; null, the default, to find out from its content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public WordVectorsFormat? Format
    {
        get => format;
        init => format = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Format), value, "Text, Word2VecBinary and FastTextBinary are known.");
    }

    /// <summary>
    /// Reads the first rows alone: in most files words are sorted by frequency. What stands after them is neither read nor checked. Null, the default, for all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxRows
    {
        get => maxRows;
        init => maxRows = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRows), value, "MaxRows must be 1 or more.");
    }

    /// <summary>What is tried for a word that is not there as it is spelled; null for the default.</summary>
    public WordLookup? Lookup { get; init; }
}
