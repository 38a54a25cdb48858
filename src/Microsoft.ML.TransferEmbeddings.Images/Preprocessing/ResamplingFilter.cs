namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// The filters of Pillow's resize, by the numbers that <c>resample</c> has in configuration files. All but <see cref="Nearest"/> widen with the reduction
/// ("antialias"), so that every pixel of the source counts.
/// </summary>
public enum ResamplingFilter
{
    /// <summary>The nearest pixel.</summary>
    Nearest = 0,

    /// <summary>A windowed sinc over three pixels to each side.</summary>
    Lanczos = 1,

    /// <summary>A triangle over one pixel to each side.</summary>
    Bilinear = 2,

    /// <summary>Cubic convolution with a = -0.5 over two pixels to each side.</summary>
    Bicubic = 3,

    /// <summary>The mean of the pixels below.</summary>
    Box = 4,

    /// <summary>A windowed sinc over one pixel to each side.</summary>
    Hamming = 5,
}
