namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What a column holds of an image.</summary>
internal enum ImageColumn
{
    /// <summary>The path of a file, as text.</summary>
    Path,

    /// <summary>The content of a file, as a vector of Byte.</summary>
    Encoded,

    /// <summary>An <see cref="Data.MLImage"/>.</summary>
    Image,
}
