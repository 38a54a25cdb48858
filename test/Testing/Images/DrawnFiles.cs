using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Small pictures as files of every format, and of the ways in which a format stores pixels.</summary>
internal static class DrawnFiles
{
    private static readonly Dictionary<string, Func<DrawnImage, byte[]>> Ways = new()
    {
        ["jpeg"] = drawn => drawn.Jpeg(),
        ["jpeg-exif"] = drawn => drawn.Jpeg(orientation: 6),
        ["png"] = drawn => drawn.Png(),
        ["png-exif"] = drawn => drawn.Png(orientation: 6),
        ["png-exif-last"] = drawn => DrawnPng.WithLastChunk(drawn.Png(), "eXIf", DrawnImage.Exif(6)),
        ["png-xmp"] = drawn => DrawnPng.WithText(drawn.Png(), "zTXt", "XML:com.adobe.xmp", """<rdf:Description tiff:Orientation="6"/>"""),
        ["gif"] = Gif,
        ["bmp"] = drawn => Bmp(drawn, isPalette: false, isCompressed: false),
        ["bmp-palette"] = drawn => Bmp(drawn, isPalette: true, isCompressed: false),
        ["bmp-rle"] = drawn => Bmp(drawn, isPalette: true, isCompressed: true),
        ["webp"] = drawn => drawn.WebP(),
        ["webp-lossy"] = drawn => drawn.LossyWebP(),
        ["webp-exif"] = drawn => drawn.WebP(orientation: 6),
        ["ico"] = Ico,
        ["wbmp"] = Wbmp,
        ["tiff"] = new DrawnTiff(Compression.NONE).Write,
        ["tiff-strip"] = new DrawnTiff(Compression.NONE) { IsOneStrip = true }.Write,
        ["tiff-16"] = new DrawnTiff(Compression.NONE) { Bits = 16, IsBigEndian = true }.Write,
        ["tiff-alpha"] = new DrawnTiff(Compression.NONE) { HasAlpha = true }.Write,
        ["tiff-palette"] = new DrawnTiff(Compression.NONE) { Photometric = Photometric.PALETTE }.Write,
        ["tiff-planar"] = new DrawnTiff(Compression.NONE) { IsPlanar = true }.Write,
        ["tiff-tiles"] = new DrawnTiff(Compression.NONE) { IsTiled = true }.Write,
        ["tiff-packbits"] = new DrawnTiff(Compression.PACKBITS).Write,
        ["tiff-packbits-palette"] = new DrawnTiff(Compression.PACKBITS) { Photometric = Photometric.PALETTE }.Write,
        ["tiff-lzw"] = new DrawnTiff(Compression.LZW).Write,
        ["tiff-lzw-palette"] = new DrawnTiff(Compression.LZW) { Photometric = Photometric.PALETTE, IsBigEndian = true }.Write,
        ["tiff-lzw-tiles"] = new DrawnTiff(Compression.LZW) { IsTiled = true, IsPlanar = true }.Write,
        ["tiff-deflate"] = new DrawnTiff(Compression.ADOBE_DEFLATE).Write,
        ["tiff-deflate-palette"] = new DrawnTiff(Compression.ADOBE_DEFLATE) { Photometric = Photometric.PALETTE }.Write,
        ["tiff-jpeg"] = new DrawnTiff(Compression.JPEG).Write,
        ["tiff-fax3"] = new DrawnTiff(Compression.CCITTFAX3) { Photometric = Photometric.MINISWHITE, Bits = 1 }.Write,
        ["tiff-fax4"] = new DrawnTiff(Compression.CCITTFAX4) { Photometric = Photometric.MINISWHITE, Bits = 1 }.Write,
    };

    public static IReadOnlyCollection<string> Names => Ways.Keys;

    /// <param name="name">One of <see cref="Names"/>; what stands before its first hyphen is the format.</param>
    public static byte[] Of(string name) => Ways[name](new DrawnImage(24, 16));

    public static IReadOnlyCollection<string> Formats => [.. Names.Select(FormatOf).Distinct()];

    /// <summary>All ways of a format.</summary>
    public static IReadOnlyList<byte[]> OfFormat(string format) => [.. Names.Where(name => FormatOf(name) == format).Select(name => Of(name))];

    private static string FormatOf(string name) => name.Split('-')[0];

    /// <summary>Three bits of red and of green, two of blue.</summary>
    private static byte[] Indices(DrawnImage drawn) =>
        [.. drawn.Pixels.Select(pixel => (byte)((pixel & 0xE0) | ((pixel >> 11) & 0x1C) | ((pixel >> 22) & 3)))];

    private static byte[] Palette(bool isBlueFirst, bool isFourBytes) => [.. Enumerable.Range(0, 256).SelectMany(index =>
    {
        byte red = (byte)(index & 0xE0), green = (byte)(index << 3 & 0xE0), blue = (byte)(index << 6);
        byte[] color = isBlueFirst ? [blue, green, red] : [red, green, blue];
        return isFourBytes ? [.. color, (byte)0] : color;
    })];

    /// <summary>Codes of 9 bits, cleared before they would grow.</summary>
    private static byte[] Gif(DrawnImage drawn)
    {
        const int clear = 256, end = 257, codeLength = 9, mostCodes = 250;
        int[] codes = [.. Indices(drawn).Chunk(mostCodes).SelectMany(part => part.Select(index => (int)index).Prepend(clear)), end];
        var packed = new byte[((codes.Length * codeLength) + 7) / 8];
        for (int bit = 0; bit < codes.Length * codeLength; bit++)
            packed[bit / 8] |= (byte)((codes[bit / codeLength] >> (bit % codeLength) & 1) << (bit % 8));
        byte[] blocks = [.. packed.Chunk(255).SelectMany(block => block.Prepend((byte)block.Length)), 0];
        byte[] size = [(byte)drawn.Width, 0, (byte)drawn.Height, 0];
        return [.. "GIF89a"u8, .. size, 0xF7, 0, 0, .. Palette(isBlueFirst: false, isFourBytes: false), (byte)',', 0, 0, 0, 0, .. size, 0, 8, .. blocks, (byte)';'];
    }

    private static byte[] Bmp(DrawnImage drawn, bool isPalette, bool isCompressed)
    {
        const int headers = 14 + 40;
        byte[] palette = isPalette ? Palette(isBlueFirst: true, isFourBytes: true) : [], indices = Indices(drawn);
        // From the lowest row; their lengths here are multiples of four.
        byte[] pixels = [.. Enumerable.Range(0, drawn.Height).Reverse().SelectMany(y => Enumerable.Range(y * drawn.Width, drawn.Width).SelectMany<int, byte>(i =>
            isCompressed ? [1, indices[i], .. (i + 1) % drawn.Width == 0 ? (byte[])[0, 0] : []]
            : isPalette ? [indices[i]]
            : [(byte)(drawn.Pixels[i] >> 16), (byte)(drawn.Pixels[i] >> 8), (byte)drawn.Pixels[i]])), .. isCompressed ? (byte[])[0, 1] : []];
        byte[] file = [.. "BM"u8, .. new byte[headers - 2], .. palette, .. pixels];
        foreach (var (at, value) in new[]
        {
            (2, file.Length), (10, headers + palette.Length), (14, 40), (18, drawn.Width), (22, drawn.Height), (26, 1 | ((isPalette ? 8 : 24) << 16)), (30, isCompressed ? 1 : 0), (34, pixels.Length),
        })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        return file;
    }

    private static byte[] Ico(DrawnImage drawn)
    {
        byte[] png = drawn.Png();
        return [0, 0, 1, 0, 1, 0, (byte)drawn.Width, (byte)drawn.Height, 0, 0, 1, 0, 32, 0, .. BitConverter.GetBytes(png.Length), 22, 0, 0, 0, .. png];
    }

    private static byte[] Wbmp(DrawnImage drawn) =>
        [0, 0, (byte)drawn.Width, (byte)drawn.Height, .. drawn.Pixels.Chunk(8).Select(eight => (byte)eight.Select((pixel, i) => (pixel & 0xFF) > 127 ? 128 >> i : 0).Sum())];
}
