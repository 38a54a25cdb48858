using SkiaSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// Skia's decoders. Straight alpha and no color space for the target keep every level as it is stored: colors below transparent pixels stay, profiles and
/// gamma are not applied. Its JPEG decoder is libjpeg-turbo at its defaults (exact integer DCT, smooth chroma upsampling), as Pillow's is.
/// </summary>
internal static unsafe class SkiaDecoder
{
    private const int ShownBytes = 8;

    public static ImageReading Decode(ReadOnlyMemory<byte> encoded, long maxPixels)
    {
        using var pinned = encoded.Pin();
        using var data = SKData.Create((nint)pinned.Pointer, encoded.Length);
        using var codec = SKCodec.Create(data);
        if (codec is null)
            return Refused(encoded.Span, maxPixels);
        var stored = codec.Info;
        if (ImageDecoder.CheckSize(stored.Width, stored.Height, maxPixels) is { } tooLarge)
            return tooLarge;

        var pixels = new PixelBuffer(stored.Width, stored.Height);
        SKCodecResult result;
        fixed (byte* levels = pixels.Levels)
            result = codec.GetPixels(new SKImageInfo(stored.Width, stored.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null), (nint)levels);
        if (result == SKCodecResult.Success && !(MayEndWithMetadata(codec.EncodedFormat) && LacksItsEnd(encoded.Span)))
        {
            if (codec.EncodedFormat == SKEncodedImageFormat.Gif)
                GifPalette.Restore(encoded.Span, pixels);
            return ImageReading.Good(pixels, stored.AlphaType == SKAlphaType.Opaque ? AlphaKind.Opaque : AlphaKind.Straight);
        }
        pixels.Dispose();
        return result == SKCodecResult.IncompleteInput || LacksItsEnd(encoded.Span)
            ? ImageReading.Bad(ImageProblem.Truncated, "it ends before its last pixel; copy or download it again")
            : ImageReading.Bad(ImageProblem.Damaged, $"its {codec.EncodedFormat} data can't be decoded ({result}); copy or download it again");
    }

    /// <summary>How the image must be turned may stand after its pixels: without it this would be another image.</summary>
    private static bool MayEndWithMetadata(SKEncodedImageFormat format) => format is SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp;

    /// <summary>Skia tells of some formats alone whether it is the end that makes a file undecodable.</summary>
    private static bool LacksItsEnd(ReadOnlySpan<byte> encoded) => FormatOf(encoded) switch
    {
        // Between the start of the last scan and the end of the image lies nothing that looks like either.
        "JPEG" => encoded.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < encoded.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]),
        "WebP" => ReadUInt32LittleEndian(encoded[4..]) + 8L > encoded.Length,
        "PNG" => LacksIend(encoded),
        _ => false,
    };

    private static bool LacksIend(ReadOnlySpan<byte> png)
    {
        var chunks = new PngChunks(png);
        while (chunks.MoveNext())
        {
        }
        return !chunks.HasEnded;
    }

    /// <summary>Why there is no decoder for it.</summary>
    private static ImageReading Refused(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        if (FormatOf(encoded) is not { } format)
        {
            return ImageReading.Bad(
                ImageProblem.NotAnImage,
                "it is not an image of a known format (JPEG, PNG, GIF, WebP, BMP, TIFF, ICO, WBMP); it starts with the bytes " +
                string.Join(' ', encoded[..Math.Min(ShownBytes, encoded.Length)].ToArray().Select(value => value.ToString("X2"))));
        }
        // Skia has limits of its own and names none of them.
        return ClaimedSize(encoded, format) is var (width, height) && ImageDecoder.CheckSize(width, height, maxPixels) is { } tooLarge
            ? tooLarge
            : ImageReading.Bad(ImageProblem.Damaged, $"it starts as a {format} file and its header can't be read; copy or download it again");
    }

    /// <summary>Of the formats that can claim more than Skia takes.</summary>
    private static (long Width, long Height)? ClaimedSize(ReadOnlySpan<byte> encoded, string format)
    {
        const int pngWidth = 16, pngHeight = 20, pngHeader = 24, webPChunk = 12, webPWidth = 24, webPHeight = 27, webPHeader = 30;
        if (format == "PNG" && encoded.Length >= pngHeader)
            return (ReadUInt32BigEndian(encoded[pngWidth..]), ReadUInt32BigEndian(encoded[pngHeight..]));
        // 24 bits each, less 1.
        return format == "WebP" && encoded.Length >= webPHeader && encoded[webPChunk..].StartsWith("VP8X"u8)
            ? ((ReadUInt32LittleEndian(encoded[webPWidth..]) & 0xFFFFFF) + 1, (ReadUInt32LittleEndian(encoded[(webPHeight - 1)..]) >> 8) + 1)
            : null;
    }

    private static string? FormatOf(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "PNG"
        : encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "JPEG"
        : encoded.StartsWith("GIF8"u8) ? "GIF"
        : encoded.StartsWith("RIFF"u8) && encoded[4..].IndexOf("WEBP"u8) == 4 ? "WebP"
        : encoded.StartsWith("BM"u8) ? "BMP"
        : null;
}
