namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>A definition that holds word vectors as they were given.</summary>
internal interface IWordVectorSource
{
    /// <summary>With the lookup of the encoder; in memory once.</summary>
    WordVectors WordVectors { get; }
}
