using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// How an image must be turned to be upright: tag 0x0112 of its EXIF block, 1 to 8 (https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6.4). Skia reads
/// that of JPEG alone; PNG, WebP and TIFF have one too.
/// </summary>
internal readonly record struct ExifOrientation(int Value)
{
    private const int Tag = 0x0112, ShortType = 3, LongType = 4, EntryLength = 12;

    public bool IsUpright => Value == 1;

    /// <summary>What the file says; upright where it says nothing, or nonsense.</summary>
    public static ExifOrientation Read(ReadOnlySpan<byte> file)
    {
        int value = ReadTag(FindBlock(file));
        return new ExifOrientation(value is >= 1 and <= 8 ? value : 1);
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

    private static ReadOnlySpan<byte> FindBlock(ReadOnlySpan<byte> file)
    {
        if (TiffDecoder.IsTiff(file))
            return file;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return FindInJpeg(file);
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return FindChunk(file, start: 8, "eXIf"u8, isPng: true);
        return file.StartsWith("RIFF"u8) ? WithoutHeader(FindChunk(file, start: 12, "EXIF"u8, isPng: false)) : default;
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
                return WithoutHeader(content);
            at += 2 + length;
        }
        return default;
    }

    private static ReadOnlySpan<byte> FindChunk(ReadOnlySpan<byte> file, int start, ReadOnlySpan<byte> type, bool isPng)
    {
        const int headLength = 8, checksumLength = 4;
        for (long at = start; at + headLength <= file.Length;)
        {
            var head = file[(int)at..];
            uint length = isPng ? BinaryPrimitives.ReadUInt32BigEndian(head) : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (at + headLength + length > file.Length)
                return default;
            if (head.Slice(isPng ? 4 : 0, 4).SequenceEqual(type))
                return head.Slice(headLength, (int)length);
            // WebP fills chunks up to an even length.
            at += headLength + length + (isPng ? checksumLength : length & 1);
        }
        return default;
    }

    private static ReadOnlySpan<byte> WithoutHeader(ReadOnlySpan<byte> block) => block.StartsWith("Exif\0\0"u8) ? block[6..] : block;

    private static int ReadTag(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8)
            return 0;
        bool isLittle = block[0] == 'I';
        long directory = U32(block, 4, isLittle);
        if (directory + 2 > block.Length)
            return 0;
        int count = U16(block, (int)directory, isLittle);
        for (int entry = 0, at = (int)directory + 2; entry < count && at + EntryLength <= block.Length; entry++, at += EntryLength)
        {
            if (U16(block, at, isLittle) != Tag)
                continue;
            return U16(block, at + 2, isLittle) switch
            {
                ShortType => U16(block, at + 8, isLittle),
                LongType => (int)Math.Min(U32(block, at + 8, isLittle), int.MaxValue),
                _ => 0,
            };
        }
        return 0;

        static int U16(ReadOnlySpan<byte> block, int at, bool isLittle) =>
            isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(block[at..]) : BinaryPrimitives.ReadUInt16BigEndian(block[at..]);

        static long U32(ReadOnlySpan<byte> block, int at, bool isLittle) =>
            isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(block[at..]) : BinaryPrimitives.ReadUInt32BigEndian(block[at..]);
    }
}
