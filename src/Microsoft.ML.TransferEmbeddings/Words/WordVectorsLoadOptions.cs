namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Options of <see cref="WordVectors.Load"/>. Immutable.</summary>
public sealed class WordVectorsLoadOptions
{
    private readonly WordVectorsFormat? format;
    private readonly int? maxRows;

    /// <summary>Format of the file; null, the default, to recognize it by the content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public WordVectorsFormat? Format
    {
        get => format;
        init => format = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Format), value, "Format must be Text, Word2VecBinary, FastTextBinary or null.");
    }

    /// <summary>
    /// Maximum number of rows to read, at least 1; null, the default, for all. In most files words are sorted by frequency. The rest of the file is neither read nor
    /// checked.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxRows
    {
        get => maxRows;
        init => maxRows = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRows), value, "MaxRows must be 1 or more.");
    }

    /// <summary>Lookup for words that are not in the file as they are spelled; null, the default, for the usual lookup of each use.</summary>
    public WordLookup? Lookup { get; init; }
}
