namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Scores of <see cref="WordVectors.Analogy"/> (Levy and Goldberg 2014, https://aclanthology.org/W14-1618).</summary>
public enum AnalogyMethod
{
    /// <summary>3CosAdd: the cosine with the mean of the words' unit vectors, with those of negative words negated.</summary>
    CosAdd,

    /// <summary>3CosMul: the product of (1 + cosine) / 2 over the positive words, divided by the product over the negative words plus 0.000001.</summary>
    CosMul,
}
