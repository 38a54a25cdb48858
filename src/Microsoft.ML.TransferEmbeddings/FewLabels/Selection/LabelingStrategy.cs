namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How rows worth a label are ranked.</summary>
public enum LabelingStrategy
{
    /// <summary>Rows whose two most likely classes are nearest to each other come first.</summary>
    Margin,

    /// <summary>Rows whose class probabilities have the highest entropy come first.</summary>
    Entropy,

    /// <summary>Each row is the one farthest from all labeled and chosen ones, so that none is left far away (greedy k-center; Sener and Savarese
    /// 2018).</summary>
    Coverage,
}
