namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The filters as functions of the distance in pixels.</summary>
internal static class FilterKernel
{
    private const double CubicParameter = -0.5, HammingBase = 0.54, HammingSwing = 0.46;

    /// <summary>Pixels to each side that count.</summary>
    public static double Radius(ResamplingFilter filter) => filter switch
    {
        ResamplingFilter.Box => 0.5,
        ResamplingFilter.Bilinear or ResamplingFilter.Hamming => 1,
        ResamplingFilter.Bicubic => 2,
        ResamplingFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "The nearest pixel has no filter."),
    };

    public static double Weight(ResamplingFilter filter, double distance)
    {
        double x = Math.Abs(distance);
        return filter switch
        {
            // The only filter that is not symmetric.
            ResamplingFilter.Box => distance is > -0.5 and <= 0.5 ? 1 : 0,
            ResamplingFilter.Bilinear => x < 1 ? 1 - x : 0,
            ResamplingFilter.Hamming => x == 0 ? 1 : x >= 1 ? 0 : Sinc(x) * (HammingBase + (HammingSwing * Math.Cos(x * Math.PI))),
            ResamplingFilter.Bicubic => Cubic(x),
            _ => distance is >= -3 and < 3 ? Sinc(distance) * Sinc(distance / 3) : 0,
        };
    }

    private static double Cubic(double x)
    {
        const double a = CubicParameter;
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
    }

    private static double Sinc(double x)
    {
        if (x == 0)
            return 1;
        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
