namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Ways to combine the vectors of a row's inputs, for input columns with several inputs per row, such as vectors of texts.</summary>
public enum InputCombination
{
    /// <summary>Takes the mean of the vectors; zeros for a row without an input. The default.</summary>
    Mean,

    /// <summary>Puts the vectors side by side, in the order of the inputs: size × dimension values. The input column must be of known size.</summary>
    Concatenate,
}
