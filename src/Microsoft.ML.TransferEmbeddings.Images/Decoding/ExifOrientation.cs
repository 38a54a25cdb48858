using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// How an image must be turned to be upright: tag 0x0112 of its EXIF block, 1 to 8 (https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6.4), or what stands for it
/// in PNG. Skia reads that of JPEG alone; PNG, WebP and TIFF have one too.
/// </summary>
internal readonly record struct ExifOrientation(int Value)
{
    private const int Tag = 0x0112;

    public bool IsUpright => Value == 1;

    /// <summary>What the file says; upright where it says nothing, or nonsense.</summary>
    public static ExifOrientation Read(ReadOnlySpan<byte> file)
    {
        long? value = file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? PngOrientation.Read(file) : ReadTag(FindBlock(file));
        return new ExifOrientation(value is >= 1 and <= 8 ? (int)value : 1);
    }

    /// <summary>Disposes of <paramref name="stored"/>.</summary>
    /// <returns>The image upright.</returns>
    public PixelBuffer Apply(PixelBuffer stored)
    {
        int width = stored.Width, height = stored.Height, last = (width * height) - 1, lastRow = width * (height - 1);
        // Where the upright image's first pixel is stored, and how far apart its neighbors to the right and below are.
        var (first, right, below) = Value switch
        {
            2 => (width - 1, -1, width),
            3 => (last, -1, -width),
            4 => (lastRow, 1, -width),
            5 => (0, width, 1),
            6 => (lastRow, -width, 1),
            7 => (last, -width, -1),
            8 => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        bool isOnItsSide = Value >= 5;
        var upright = isOnItsSide ? new PixelBuffer(height, width) : new PixelBuffer(width, height);
        var source = stored.Pixels;
        for (int y = 0; y < upright.Height; y++)
        {
            int from = first + (y * below);
            foreach (ref uint pixel in upright.Pixels.Slice(y * upright.Width, upright.Width))
            {
                pixel = source[from];
                from += right;
            }
        }
        stored.Dispose();
        return upright;
    }

    /// <summary>Of an EXIF block, with its header or without; null where it does not have the tag, and 0 where the tag holds something else than one whole number.</summary>
    public static long? ReadTag(ReadOnlySpan<byte> block)
    {
        var directory = new TiffDirectory(block.StartsWith("Exif\0\0"u8) ? block[6..] : block);
        return directory.Find(Tag) is { } entry ? (entry.Count == 1 ? directory.Number(entry, 0) : null) ?? 0 : null;
    }

    private static ReadOnlySpan<byte> FindBlock(ReadOnlySpan<byte> file)
    {
        if (TiffDecoder.IsTiff(file))
            return file;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return FindInJpeg(file);
        return file.StartsWith("RIFF"u8) ? FindInWebP(file) : default;
    }

    private static ReadOnlySpan<byte> FindInJpeg(ReadOnlySpan<byte> file)
    {
        const byte app1 = 0xE1, startOfScan = 0xDA;
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != startOfScan;)
        {
            if (file[at + 1] == 0xFF)
            {
                // A marker may be preceded by any number of these.
                at++;
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
                return default;
            var content = file.Slice(at + 4, length - 2);
            if (file[at + 1] == app1 && content.StartsWith("Exif\0\0"u8))
                return content;
            at += 2 + length;
        }
        return default;
    }

    private static ReadOnlySpan<byte> FindInWebP(ReadOnlySpan<byte> file)
    {
        const int start = 12, headLength = 8;
        for (long at = start; at + headLength <= file.Length;)
        {
            var head = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (at + headLength + length > file.Length)
                return default;
            if (head.StartsWith("EXIF"u8))
                return head.Slice(headLength, (int)length);
            // Chunks are filled up to an even length.
            at += headLength + length + (length & 1);
        }
        return default;
    }
}
