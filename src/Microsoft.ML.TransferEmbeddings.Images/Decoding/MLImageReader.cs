using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>The pixels of an ML.NET image, which is decoded already: what was lost then (EXIF orientation, colors below transparent pixels) is lost.</summary>
internal static class MLImageReader
{
    private static readonly Vector256<byte> RedAndBlueSwapped = Vector256.Create(
        (byte)2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15, 18, 17, 16, 19, 22, 21, 20, 23, 26, 25, 24, 27, 30, 29, 28, 31);

    public static ImageReading Read(MLImage? image, long maxPixels)
    {
        if (image is null)
            return ImageReading.Bad(ImageProblem.Missing, "the value is null");
        if (IsDisposed(image))
            return ImageReading.Bad(ImageProblem.Missing, "it was disposed of before");
        if (ImageDecoder.CheckSize(image.Width, image.Height, maxPixels) is { } tooLarge)
            return tooLarge;
        var pixels = new PixelBuffer(image.Width, image.Height);
        if (image.PixelFormat == MLPixelFormat.Rgba32)
            image.Pixels.CopyTo(pixels.Levels);
        else
            Swap(image.Pixels, pixels);
        return ImageReading.Good(pixels, AlphaKind.Premultiplied);
    }

    /// <summary>How a message calls it.</summary>
    public static string NameOf(MLImage? image) => image is not null && !IsDisposed(image) && image.Tag is { Length: > 0 } tag ? $"'{tag}'" : "in memory";

    /// <summary>ML.NET tells by an exception alone.</summary>
    public static bool IsDisposed(MLImage image)
    {
        try
        {
            return image.Width < 1;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static void Swap(ReadOnlySpan<byte> blueFirst, PixelBuffer pixels)
    {
        int at = 0;
        for (; at <= blueFirst.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
            Vector256.Shuffle(Vector256.Create(blueFirst[at..]), RedAndBlueSwapped).CopyTo(pixels.Levels[at..]);
        foreach (uint pixel in MemoryMarshal.Cast<byte, uint>(blueFirst[at..]))
        {
            pixels.Pixels[at / PixelBuffer.Channels] = (pixel & 0xFF00FF00) | ((pixel & 0xFF) << 16) | ((pixel >> 16) & 0xFF);
            at += PixelBuffer.Channels;
        }
    }
}
