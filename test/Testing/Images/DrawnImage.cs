using System.Buffers.Binary;
using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>A small picture made here, and files of it.</summary>
internal sealed class DrawnImage(int width, int height, int seed = 1, bool isTransparent = false)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Red is the lowest byte; alpha is straight.</summary>
    public uint[] Pixels { get; } = Draw(width, height, seed, isTransparent);

    public byte[] Png(int? orientation = null, bool isLong = false) =>
        orientation is null ? Encode(SKEncodedImageFormat.Png, 100) : DrawnPng.WithChunk(Encode(SKEncodedImageFormat.Png, 100), "eXIf", Exif(orientation.Value, isLong));

    public byte[] Jpeg(int? orientation = null, int quality = 95)
    {
        byte[] jpeg = Encode(SKEncodedImageFormat.Jpeg, quality);
        if (orientation is null)
            return jpeg;
        byte[] content = [.. "Exif\0\0"u8, .. Exif(orientation.Value)];
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content, .. jpeg.AsSpan(2)];
    }

    /// <summary>Lossless.</summary>
    public byte[] WebP(int? orientation = null)
    {
        using var bitmap = Bitmap();
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));
        byte[] webp = data!.ToArray();
        if (orientation is null)
            return webp;
        byte[] exif = Exif(orientation.Value);
        var extended = new byte[8 + 10];
        "VP8X"u8.CopyTo(extended);
        extended[4] = 10;
        extended[8] = 0x08;
        // 24 bits each; drawn images are small.
        extended[12] = (byte)(Width - 1);
        extended[15] = (byte)(Height - 1);
        byte[] whole = [.. "RIFF\0\0\0\0WEBP"u8, .. extended, .. webp.AsSpan(12), .. "EXIF"u8, (byte)exif.Length, 0, 0, 0, .. exif];
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - 8);
        return whole;
    }

    public byte[] LossyWebP()
    {
        using var bitmap = Bitmap();
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, 90));
        return data!.ToArray();
    }

    public byte[] TiffFile(int? orientation = null, Compression compression = Compression.LZW, bool withAlpha = false) =>
        new DrawnTiff(compression) { Orientation = orientation ?? 1, HasAlpha = withAlpha, IsOneStrip = true }.Write(this);

    /// <summary>Of the red levels.</summary>
    public byte[] GreyTiffFile(bool withAlpha) => new DrawnTiff(Compression.LZW) { Photometric = Photometric.MINISBLACK, HasAlpha = withAlpha, IsOneStrip = true }.Write(this);

    /// <summary>A PNG header alone, with right checksums.</summary>
    public static byte[] PngThatClaims(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. DrawnPng.Chunk("IHDR", header), .. DrawnPng.Chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]), .. DrawnPng.Chunk("IEND", [])];
    }

    /// <summary>An extended header before pixels of another size.</summary>
    public static byte[] WebPThatClaims(int width, int height)
    {
        byte[] pixels = new DrawnImage(8, 8).WebP(), extended = new byte[8 + 10];
        "VP8X"u8.CopyTo(extended);
        extended[4] = 10;
        BinaryPrimitives.WriteInt32LittleEndian(extended.AsSpan(12), width - 1);
        BinaryPrimitives.WriteInt16LittleEndian(extended.AsSpan(15), (short)(height - 1));
        extended[17] = (byte)((height - 1) >> 16);
        byte[] whole = [.. "RIFF\0\0\0\0WEBP"u8, .. extended, .. pixels.AsSpan(12)];
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), whole.Length - 8);
        return whole;
    }

    /// <summary>Black, in one tile of another size.</summary>
    public static byte[] TiffOfATile(int width, int height, int tileSide)
    {
        (short Tag, int Value)[] entries = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (277, 1), (322, tileSide), (323, tileSide), (324, 134), (325, 256)];
        var file = new byte[134 + 256];
        "II*\0\x08"u8.CopyTo(file);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(8), (short)entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            var entry = file.AsSpan(10 + (12 * i));
            BinaryPrimitives.WriteInt16LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteInt16LittleEndian(entry[2..], 4);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], entries[i].Value);
        }
        return file;
    }

    private SKBitmap Bitmap()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Marshal.Copy(MemoryMarshal.AsBytes(Pixels.AsSpan()).ToArray(), 0, bitmap.GetPixels(), Pixels.Length * sizeof(uint));
        return bitmap;
    }

    private byte[] Encode(SKEncodedImageFormat format, int quality)
    {
        using var bitmap = Bitmap();
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static uint[] Draw(int width, int height, int seed, bool isTransparent)
    {
        var random = new Random(seed);
        double[] waves = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() * 0.4)];
        var pixels = new uint[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i % width, y = i / width;
            uint red = Level((x * waves[0]) + (y * waves[1])), green = Level((x * waves[2]) - (y * waves[3])), blue = Level((y * waves[4]) + (x * waves[5]) + 1);
            pixels[i] = red | green << 8 | blue << 16 | (isTransparent ? (uint)random.Next(256) : 255) << 24;
        }
        return pixels;

        static uint Level(double phase) => (uint)(127.5 + (127 * Math.Sin(phase)));
    }

    /// <summary>A block with two tags.</summary>
    public static byte[] Exif(int orientation, bool isLong = false) =>
    [
        .. "MM\0*"u8, 0, 0, 0, 8, 0, 2, 0x01, 0x00, 0, 4, 0, 0, 0, 1, 0, 0, 0, 9, 0x01, 0x12, 0, (byte)(isLong ? 4 : 3), 0, 0, 0, 1,
        .. isLong ? (byte[])[0, 0, 0, (byte)orientation] : [0, (byte)orientation, 0, 0], 0, 0, 0, 0,
    ];
}
