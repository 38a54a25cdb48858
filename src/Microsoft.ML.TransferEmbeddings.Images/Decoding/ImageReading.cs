namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>What reading an image came to: its pixels, or what is wrong with it.</summary>
/// <param name="Pixels">Belongs to the receiver; null where there is a problem.</param>
/// <param name="Alpha">What the pixels' alpha means.</param>
/// <param name="Problem">Null where there is none.</param>
/// <param name="Reason">The problem in words, with what to do: the rest of a sentence.</param>
internal readonly record struct ImageReading(PixelBuffer? Pixels, AlphaKind Alpha, ImageProblem? Problem, string Reason)
{
    public static ImageReading Good(PixelBuffer pixels, AlphaKind alpha) => new(pixels, alpha, null, "");

    public static ImageReading Bad(ImageProblem problem, string reason) => new(null, default, problem, reason);

    /// <exception cref="ImageLoadException">There is a problem.</exception>
    public PixelBuffer PixelsOf(string name) => Pixels ?? throw Error(name);

    /// <summary>What to throw for the problem.</summary>
    public ImageLoadException Error(string name) => new(name, Problem!.Value, Reason);
}
