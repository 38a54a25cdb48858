namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Strategies that rank rows by the worth of their labels.</summary>
public enum LabelingStrategy
{
    /// <summary>Rows with the smallest difference between the probabilities of the two most likely classes come first.</summary>
    Margin,

    /// <summary>Rows whose class probabilities have the highest entropy come first.</summary>
    Entropy,

    /// <summary>Each next row is the one that is farthest from all labeled and chosen rows, so that the chosen rows cover the data (greedy k-center; Sener and Savarese
    /// 2018).</summary>
    Coverage,
}
