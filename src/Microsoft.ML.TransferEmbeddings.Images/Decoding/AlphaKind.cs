namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What a pixel's alpha means for its colour.</summary>
internal enum AlphaKind
{
    /// <summary>It is 255 everywhere.</summary>
    Opaque,

    /// <summary>The colour is as it would be without it.</summary>
    Straight,

    /// <summary>The colour was multiplied by it.</summary>
    Premultiplied,
}
