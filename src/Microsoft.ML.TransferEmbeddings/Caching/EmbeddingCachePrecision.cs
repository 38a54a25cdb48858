namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Precision of the values of vectors in a cache.</summary>
public enum EmbeddingCachePrecision
{
    /// <summary>32 bits per value: a vector of the cache has the same bits as when it was computed.</summary>
    Single,

    /// <summary>
    /// 16 bits per value: half the memory, with a relative rounding error of at most 2⁻¹¹ (0.05 %) per value; absolute values below 6.1e-5 lose more, and values
    /// beyond 65,504 are not kept. Vectors that were just computed are rounded too, so that a program gets the same ones whether the cache has them or not.
    /// </summary>
    Half,
}
