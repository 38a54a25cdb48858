namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Storage of the weights of a model that <see cref="TextEmbeddingModel.Quantize(WeightPrecision)"/> makes.</summary>
public enum WeightPrecision
{
    /// <summary>
    /// One byte per weight and a scale for at most 64 weights of a column, about a quarter of the size of Float. Where the processor has instructions for it, matrix
    /// products round their inputs to 8 bits too, per row and block, so that a result does not depend on other rows of the batch.
    /// </summary>
    Int8 = 0,
}
