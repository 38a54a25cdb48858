namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Ways in which a stage handles an input that can't be used, such as a damaged image.</summary>
public enum InvalidInputHandling
{
    /// <summary>Throws; the message names the input. The default.</summary>
    Throw,

    /// <summary>Gives a vector of zeros. Such inputs are counted (<see cref="EmbeddingTransformer.InvalidInputs"/>), and the first few are written to the context's
    /// log.</summary>
    ZeroVector,

    /// <summary>Gives a vector of NaN, which ML.NET's trainers and filters treat as missing. Such inputs are counted and logged in the same way.</summary>
    MissingVector,
}
