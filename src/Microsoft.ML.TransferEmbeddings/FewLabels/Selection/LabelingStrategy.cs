
namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Which rows to label next.</summary>
public enum LabelingStrategy
{
    /// <summary>Those whose two most likely classes are nearest to each other.</summary>
    Margin,

    /// <summary>Those whose class probabilities have the highest entropy.</summary>
    Entropy,

    /// <summary>Those that leave no row far from a chosen or labeled one: each is the one farthest from all before it (greedy k-center; Sener and Savarese
    /// 2018).</summary>
    Coverage,
}
