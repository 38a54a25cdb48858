using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>What <see cref="WordParts"/> must know of a table beside its bytes. Saved in the model zip.</summary>
/// <param name="Dimension">Of the vectors.</param>
/// <param name="Subwords">Null where unknown words have no vector.</param>
internal sealed record WordTableSettings(int Dimension, SubwordSettings? Subwords)
{
    public int Dimension { get; } = OptionRange.AtLeast(1, Dimension, nameof(Dimension));
}

/// <param name="Buckets">By whose number hashes are divided.</param>
/// <param name="Shortest">Of n-grams, in characters.</param>
/// <param name="Longest">Of n-grams, in characters.</param>
internal sealed record SubwordSettings(int Buckets, int Shortest, int Longest)
{
    public int Buckets { get; } = OptionRange.AtLeast(1, Buckets, nameof(Buckets));

    public int Shortest { get; } = OptionRange.AtLeast(0, Shortest, nameof(Shortest));

    public int Longest { get; } = OptionRange.AtLeast(1, Longest, nameof(Longest));
}
