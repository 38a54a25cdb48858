namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Filters of Pillow's resize, with the numbers that <c>resample</c> has in configuration files. All but <see cref="Nearest"/> widen with the reduction
/// ("antialias"), so that every pixel of the source has its share.
/// </summary>
public enum ResamplingFilter
{
    /// <summary>The value of the nearest pixel.</summary>
    Nearest = 0,

    /// <summary>Lanczos-windowed sinc over three pixels to each side.</summary>
    Lanczos = 1,

    /// <summary>Triangle over one pixel to each side.</summary>
    Bilinear = 2,

    /// <summary>Cubic convolution with a = -0.5 over two pixels to each side.</summary>
    Bicubic = 3,

    /// <summary>Mean of the pixels that the new one covers.</summary>
    Box = 4,

    /// <summary>Hamming-windowed sinc over one pixel to each side.</summary>
    Hamming = 5,
}
