namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Weights of the blocks of a fused vector.</summary>
public enum BlockWeighting
{
    /// <summary>All blocks have the weight 1. The default.</summary>
    Equal,

    /// <summary>A block's weight grows with the square root of its dimension, so that every dimension counts alike; the mean of the squared weights is 1.</summary>
    SquareRootOfDimension,

    /// <summary>The weights with which ridge regression onto the labels of the training rows has the lowest error in generalized cross-validation; the mean of the squared weights
    /// is 1. Fitting reads the label column.</summary>
    CrossValidated,
}
