namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Measure by which a <see cref="VectorIndex"/> ranks vectors: the higher, the nearer.</summary>
public enum VectorSimilarity
{
    /// <summary>Cosine of the angle between two vectors, from -1 to 1. A vector of zeros has none and is never found.</summary>
    Cosine,

    /// <summary>Dot product of two vectors, which is their cosine if both have length 1.</summary>
    DotProduct,

    /// <summary>Distance between two vectors, the length of their difference, with a minus sign: 0 for equal ones, less for others.</summary>
    Euclidean,
}
