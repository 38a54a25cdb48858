namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a stage does with an input that can't be used, such as a damaged image.</summary>
public enum InvalidInputHandling
{
    /// <summary>The row throws; the message names the input. The default.</summary>
    Throw,

    /// <summary>The row gets a vector of zeros; the input is counted (<see cref="EmbeddingTransformer.InvalidInputs"/>), the first few are reported through the context's log.</summary>
    ZeroVector,

    /// <summary>The row gets a vector of NaN, which ML.NET's trainers and filters know as missing; counted and reported likewise.</summary>
    MissingVector,
}
