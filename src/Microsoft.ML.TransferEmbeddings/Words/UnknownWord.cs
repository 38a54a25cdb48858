namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What comes in the place of the vector of a word that has none.</summary>
public enum UnknownWord
{
    /// <summary>Zeros. In a text they count as a vector.</summary>
    Zero,

    /// <summary>The mean of all vectors.</summary>
    Mean,

    /// <summary>A <see cref="KeyNotFoundException"/> that names the word.</summary>
    Error,
}
