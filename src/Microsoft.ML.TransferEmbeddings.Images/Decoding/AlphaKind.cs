namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What a pixel's alpha means for its color.</summary>
internal enum AlphaKind
{
    /// <summary>It is 255 everywhere.</summary>
    Opaque,

    /// <summary>The color is as it would be without it.</summary>
    Straight,

    /// <summary>The color was multiplied by it.</summary>
    Premultiplied,
}
