namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Storage of the weights of a model that <see cref="TextEmbeddingModel.Quantize(WeightPrecision)"/> makes.</summary>
public enum WeightPrecision
{
    /// <summary>
    /// A byte per weight, and a scale for every 64 weights of a column or fewer: about a quarter of Float. The matrix products round their inputs to 8 bits
    /// too, a row and a block at a time, where the processor has instructions for that; other rows of a batch do not matter.
    /// </summary>
    Int8 = 0,
}
