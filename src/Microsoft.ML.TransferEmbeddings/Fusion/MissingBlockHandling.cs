namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Content of a fused vector's block that a row lacks.</summary>
public enum MissingBlockHandling
{
    /// <summary>Zeros. The default.</summary>
    Zero,

    /// <summary>The mean of the block over the training rows that have it.</summary>
    Mean,
}
