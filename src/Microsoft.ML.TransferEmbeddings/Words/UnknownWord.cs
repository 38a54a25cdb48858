namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Substitutes for the vector of a word that has none.</summary>
public enum UnknownWord
{
    /// <summary>Zeros. In a text they are pooled like any other vector.</summary>
    Zero,

    /// <summary>The mean of all vectors.</summary>
    Mean,

    /// <summary>No substitute: a <see cref="KeyNotFoundException"/> that names the word is thrown.</summary>
    Error,
}
