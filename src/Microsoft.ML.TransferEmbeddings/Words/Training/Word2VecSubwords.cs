using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Character n-grams that share vectors by their hash, as in fastText (Bojanowski et al. 2017, https://arxiv.org/abs/1607.04606): a word's vector is the mean
/// of its own and those of its n-grams, so that words of one stem lie near each other and a word that was never seen has a vector. Immutable.
/// </summary>
public sealed class Word2VecSubwords
{
    private readonly int minLength = 3;
    private readonly int maxLength = 6;
    private readonly int buckets = 2_000_000;

    /// <summary>Characters of the shortest n-grams, 3 by default. The word's beginning and end count as a character each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int MinLength
    {
        get => minLength;
        init => minLength = OptionRange.Between(1, 100, value, nameof(MinLength));
    }

    /// <summary>Characters of the longest n-grams, 6 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int MaxLength
    {
        get => maxLength;
        init => maxLength = OptionRange.Between(1, 100, value, nameof(MaxLength));
    }

    /// <summary>
    /// By what hashes are divided, 2,000,000 by default: with fewer, more n-grams share a vector. Only buckets that n-grams of the vocabulary fall into take
    /// memory, and only they count towards the vector of an unknown word.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Buckets
    {
        get => buckets;
        init => buckets = OptionRange.Between(1, int.MaxValue, value, nameof(Buckets));
    }
}
