namespace Microsoft.ML.TransferEmbeddings;

/// <summary>How the vectors of a row's inputs become one, where the input column has vectors of inputs (several texts per row).</summary>
public enum InputCombination
{
    /// <summary>Their mean; zeros for a row without an input. The default.</summary>
    Mean,

    /// <summary>Side by side, in the order of the inputs. The column must be of known size; a vector then has size × dimension values.</summary>
    Concatenate,
}
