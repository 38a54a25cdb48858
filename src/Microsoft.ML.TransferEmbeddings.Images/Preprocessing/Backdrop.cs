using System.Drawing;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>An image with alpha over one color, rounded as Pillow's <c>paste</c> with a mask does.</summary>
internal static class Backdrop
{
    private const int Opaque = 255;

    public static void Apply(PixelBuffer image, AlphaKind alpha, Color color)
    {
        if (alpha == AlphaKind.Opaque)
            return;
        foreach (ref uint pixel in image.Pixels)
        {
            int weight = (int)(pixel >> 24);
            if (weight != Opaque)
                pixel = Blend(pixel, 0, weight, color.R) | Blend(pixel, 8, weight, color.G) | Blend(pixel, 16, weight, color.B) | 0xFF000000;
        }

        uint Blend(uint pixel, int shift, int weight, int below)
        {
            int level = (int)(pixel >> shift) & 0xFF, rest = below * (Opaque - weight);
            int blended = alpha == AlphaKind.Straight ? DivideBy255((level * weight) + rest) : Math.Min(level + DivideBy255(rest), Opaque);
            return (uint)blended << shift;
        }
    }

    private static int DivideBy255(int value)
    {
        value += 128;
        return ((value >> 8) + value) >> 8;
    }
}
