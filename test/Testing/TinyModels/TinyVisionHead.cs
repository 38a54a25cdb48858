namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>How a network comes from features to scores.</summary>
public enum TinyVisionHead
{
    Gemm,

    /// <summary>A product and a sum.</summary>
    Product,

    /// <summary>Behind the mean over all places, and a reshape to a computed shape.</summary>
    Convolution,

    /// <summary>A score a place, of which the mean is taken.</summary>
    ConvolutionBeforeTheMean,

    /// <summary>Quantized as it runs.</summary>
    Integers,
}
