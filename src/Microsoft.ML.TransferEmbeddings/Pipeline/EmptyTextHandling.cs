namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Vectors of texts that are null, empty or white space alone.</summary>
public enum EmptyTextHandling
{
    /// <summary>The model's vector of the text as it is: with a transformer network that of its special tokens, with a static model zeros. The default.</summary>
    Encode,

    /// <summary>NaN for all values, which <see cref="FusionCatalog.FuseEmbeddings(TransformsCatalog, string, string[])"/> and ML.NET's filters treat as missing.</summary>
    MissingVector,
}
