namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Ways to make one vector of several blocks.</summary>
public enum BlockCombination
{
    /// <summary>The blocks lie side by side. The default.</summary>
    Concatenate,

    /// <summary>The weighted mean of the blocks that are there, for encoders of one space.</summary>
    Average,
}
