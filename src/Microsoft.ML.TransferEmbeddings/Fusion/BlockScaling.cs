namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Scaling of each block of a fused vector, before its weight.</summary>
public enum BlockScaling
{
    /// <summary>Each row's vector is divided by its length (L2). The default.</summary>
    UnitLength,

    /// <summary>Every dimension gets the mean 0 and one variance over the training rows, such that the mean square length of a vector is 1.</summary>
    ZScore,

    /// <summary>Vectors stay as they are.</summary>
    None,
}
