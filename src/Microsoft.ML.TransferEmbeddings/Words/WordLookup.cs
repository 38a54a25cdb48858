namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// What is tried for a word, in this order: the word as it is spelled; the word in lower case; the vector that its character n-grams give; what is to come in
/// the place of a vector. Immutable.
/// </summary>
public sealed record WordLookup
{
    internal static WordLookup Default { get; } = new();

    /// <summary>Whether a word that is not there is tried in lower case (of the invariant culture). No by default.</summary>
    public bool LowerCase { get; init; }

    /// <summary>
    /// Whether an unknown word gets the mean of its character n-grams, where the vectors have them (<see cref="WordVectors.HasSubwords"/>). Yes by default.
    /// </summary>
    public bool Subwords { get; init; } = true;

    /// <summary>
    /// What an unknown word gets. Null, the default: what suits the place. <see cref="WordVectors.GetVector"/> and the queries throw, a text does without the word,
    /// and a key gets zeros.
    /// </summary>
    public UnknownWord? Unknown { get; init; }
}
