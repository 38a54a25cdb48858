namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How <see cref="WordVectors.Analogy"/> weighs its words (Levy and Goldberg 2014, https://aclanthology.org/W14-1618).</summary>
public enum AnalogyMethod
{
    /// <summary>3CosAdd: the cosine with the mean of the words' unit vectors, the negative ones turned round.</summary>
    CosAdd,

    /// <summary>3CosMul: the product of (1 + cosine) / 2 over the positive words, divided by that over the negative ones plus 0.000001.</summary>
    CosMul,
}
