using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Settings of character n-grams that share vectors by their hash, as in fastText (Bojanowski et al. 2017, https://arxiv.org/abs/1607.04606): a word's vector is the
/// mean of its own and those of its n-grams, so that words with the same stem have similar vectors and unknown words have a vector. Immutable.
/// </summary>
public sealed class Word2VecSubwords
{
    private readonly int minLength = 3;
    private readonly int maxLength = 6;
    private readonly int buckets = 2_000_000;

    /// <summary>Length of the shortest n-grams in characters; default 3, range 1 to 100. The word's start and end are one character each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int MinLength
    {
        get => minLength;
        init => minLength = OptionRange.Between(1, 100, value, nameof(MinLength));
    }

    /// <summary>Length of the longest n-grams in characters; default 6, range 1 to 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int MaxLength
    {
        get => maxLength;
        init => maxLength = OptionRange.Between(1, 100, value, nameof(MaxLength));
    }

    /// <summary>
    /// Number of buckets for the hashes of n-grams; default 2,000,000, at least 1. With fewer buckets more n-grams share a vector. Only buckets with n-grams of the
    /// vocabulary take memory and contribute to the vector of an unknown word.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Buckets
    {
        get => buckets;
        init => buckets = OptionRange.Between(1, int.MaxValue, value, nameof(Buckets));
    }
}
