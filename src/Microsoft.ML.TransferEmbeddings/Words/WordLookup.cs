namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// What is tried for a word, in this order: the word as it is spelled; the word in lower case; the vector of its character n-grams; the substitute that
/// <see cref="Unknown"/> names. Immutable.
/// </summary>
public sealed class WordLookup
{
    private readonly UnknownWord? unknown;

    internal static WordLookup Default { get; } = new();

    /// <summary>Whether a word that is not there is tried in lower case (of the invariant culture); false by default.</summary>
    public bool LowerCase { get; init; }

    /// <summary>
    /// Whether an unknown word gets the mean of its character n-grams, if the vectors have them (<see cref="WordVectors.HasSubwords"/>); true by default.
    /// </summary>
    public bool Subwords { get; init; } = true;

    /// <summary>
    /// What an unknown word gets. Null, the default, depends on the use: <see cref="KeyedVectors.GetVector"/> and the queries throw, a text leaves the word
    /// out, and a key gets zeros.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public UnknownWord? Unknown
    {
        get => unknown;
        init => unknown = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Unknown), value, $"{nameof(Unknown)} must be Zero, Mean, Error or null.");
    }
}
