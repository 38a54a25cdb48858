namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Lookup of a word's vector. It tries, in this order: the word as it is spelled, the word in lower case, the vector of its character n-grams, the substitute that
/// <see cref="Unknown"/> names. Immutable.
/// </summary>
public sealed class WordLookup
{
    private readonly UnknownWord? unknown;

    internal static WordLookup Default { get; } = new();

    /// <summary>Whether a word without a vector is tried in lower case (invariant culture); default false.</summary>
    public bool LowerCase { get; init; }

    /// <summary>
    /// Whether an unknown word gets the mean of its character n-grams' vectors, if there are any (<see cref="WordVectors.HasSubwords"/>); default true.
    /// </summary>
    public bool Subwords { get; init; } = true;

    /// <summary>
    /// Substitute for the vector of an unknown word. With null, the default, it depends on the use: <see cref="KeyedVectors.GetVector"/> and the queries throw, a text
    /// leaves the word out, and a key gets zeros.
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
