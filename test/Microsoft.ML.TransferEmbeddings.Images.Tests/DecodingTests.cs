using System.Drawing;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>From files of every kind to the levels that are stored in them.</summary>
public sealed class DecodingTests : IDisposable
{
    private static readonly ImagePreprocessing AsItIs = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Lossless => ["png", "webp", "tiff"];

    [Theory]
    [MemberData(nameof(Lossless))]
    public void LosslessFormatsGiveTheStoredLevels(string format)
    {
        var drawn = new DrawnImage(37, 23);
        Assert.Equal(drawn.Pixels, Decode(File(drawn, format)));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("tiff-alpha")]
    public void ColorsBelowTransparentPixelsStay(string format)
    {
        var drawn = new DrawnImage(37, 23, isTransparent: true);
        Assert.Equal(drawn.Pixels, Decode(File(drawn, format)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GreyTiffIsReadWithAndWithoutAlpha(bool withAlpha)
    {
        var drawn = new DrawnImage(37, 23);
        Assert.Equal(drawn.Pixels.Select(pixel => (pixel & 0xFF) * 0x010101), Decode(drawn.GreyTiffFile(withAlpha)).Select(pixel => pixel & 0xFFFFFF));
    }

    /// <summary>As Pillow has it: the transparent entry of the palette, which lies where the first frame does not reach as well; the first entry where none is transparent.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void GifKeepsThePalettesColorWhereNothingIsDrawn(bool isTransparent, bool hasLocalPalette)
    {
        uint[] palette = [0x302010, 0x605040, 0x908070, 0xC0B0A0];
        byte[] gif = GifOf(palette, isTransparent ? 2 : null, hasLocalPalette);
        uint outside = isTransparent ? palette[2] : palette[0];
        Assert.Equal([palette[1], palette[2], outside, palette[3], palette[0], outside], Decode(gif).Select(pixel => pixel & 0xFFFFFF));
        var overWhite = new ImagePreprocessing { Background = Color.White };
        Assert.Equal([palette[1], isTransparent ? 0xFFFFFF : palette[2], 0xFFFFFF, palette[3], palette[0], 0xFFFFFF], Decode(gif, overWhite).Select(pixel => pixel & 0xFFFFFF));
    }

    [Fact]
    public void JpegIsCloseToWhatWasEncoded()
    {
        var drawn = new DrawnImage(64, 48);
        var decoded = Decode(drawn.Jpeg());
        double mean = drawn.Pixels.Zip(decoded, (a, b) => Enumerable.Range(0, 3).Average(channel => Math.Abs((int)(a >> (8 * channel) & 0xFF) - (int)(b >> (8 * channel) & 0xFF)))).Average();
        Assert.InRange(mean, 0, 6);
    }

    public static TheoryData<string, int> Orientations =>
        new(from format in new[] { "png", "webp", "jpeg", "tiff" } from orientation in Enumerable.Range(1, 8) select (format, orientation));

    [Theory]
    [MemberData(nameof(Orientations))]
    public void OrientationIsApplied(string format, int orientation)
    {
        const int width = 16, height = 8;
        var drawn = new DrawnImage(width, height);
        byte[] file = File(drawn, format, orientation);
        var stored = Decode(file, new ImagePreprocessing { ApplyOrientation = false });
        using var upright = AsItIs.Read(file).PixelsOf("");
        Assert.Equal(orientation >= 5 ? (height, width) : (width, height), (upright.Width, upright.Height));
        for (int y = 0; y < upright.Height; y++)
        {
            for (int x = 0; x < upright.Width; x++)
            {
                // What EXIF's table says of the first row and the first column.
                var (column, row) = orientation switch
                {
                    1 => (x, y),
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                Assert.Equal(stored[(row * width) + column], upright.Pixels[(y * upright.Width) + x]);
            }
        }
    }

    [Fact]
    public void OrientationMayBeALongNumber()
    {
        var drawn = new DrawnImage(16, 8);
        Assert.Equal(Decode(drawn.Png(6)), Decode(drawn.Png(6, isLong: true)));
        Assert.NotEqual(drawn.Pixels, Decode(drawn.Png(6, isLong: true)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(200)]
    public void NonsensicalOrientationsDoNotCount(int orientation)
    {
        var drawn = new DrawnImage(16, 8);
        Assert.Equal(drawn.Pixels, Decode(drawn.Png(orientation)));
    }

    [Fact]
    public void BackgroundShowsThrough()
    {
        var drawn = new DrawnImage(37, 23, isTransparent: true);
        var decoded = Decode(drawn.Png(), new ImagePreprocessing { Background = Color.FromArgb(10, 200, 90) });
        for (int i = 0; i < decoded.Length; i++)
        {
            double alpha = (drawn.Pixels[i] >> 24) / 255.0;
            Assert.Equal((drawn.Pixels[i] & 0xFF) * alpha + (10 * (1 - alpha)), decoded[i] & 0xFF, 0.51);
            Assert.Equal((drawn.Pixels[i] >> 8 & 0xFF) * alpha + (200 * (1 - alpha)), decoded[i] >> 8 & 0xFF, 0.51);
            Assert.Equal((drawn.Pixels[i] >> 16 & 0xFF) * alpha + (90 * (1 - alpha)), decoded[i] >> 16 & 0xFF, 0.51);
            Assert.Equal(255u, decoded[i] >> 24);
        }
    }

    [Fact]
    public void MLImageGivesWhatItHolds()
    {
        var drawn = new DrawnImage(37, 23);
        System.IO.File.WriteAllBytes(folder["drawn.png"], drawn.Png());
        using var fromFile = MLImage.CreateFromFile(folder["drawn.png"]);
        Assert.Equal(AsItIs.Prepare(folder["drawn.png"]), AsItIs.Prepare(fromFile));
        foreach (var format in new[] { MLPixelFormat.Rgba32, MLPixelFormat.Bgra32 })
        {
            var (first, last) = format == MLPixelFormat.Rgba32 ? (0, 16) : (16, 0);
            byte[] levels = [.. drawn.Pixels.SelectMany(pixel => new[] { (byte)(pixel >> first), (byte)(pixel >> 8), (byte)(pixel >> last), (byte)(pixel >> 24) })];
            using var image = MLImage.CreateFromPixels(drawn.Width, drawn.Height, format, levels);
            Assert.Equal(AsItIs.Prepare(drawn.Png()), AsItIs.Prepare(image));
        }
    }

    [Fact]
    public void MLImageWithAlphaLiesOverTheBackground()
    {
        // ML.NET multiplies colors by alpha when it reads a file.
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [50, 0, 100, 100]);
        float[] over = new ImagePreprocessing { RescaleFactor = 1, Background = Color.White }.Prepare(image);
        Assert.Equal([205f, 155f, 255f], over);
        Assert.Equal([50f, 0f, 100f], new ImagePreprocessing { RescaleFactor = 1 }.Prepare(image));
    }

    [Fact]
    public void NamesDoNotCountAndPathsMayBeAnyText()
    {
        var drawn = new DrawnImage(9, 7);
        string path = folder["a b ü 图.jpg"];
        System.IO.File.WriteAllBytes(path, drawn.Png());
        Assert.Equal(AsItIs.Prepare(drawn.Png()), AsItIs.Prepare(path));
    }

    [Fact]
    public void PartOfALargerBufferIsReadAsItIs()
    {
        byte[] png = new DrawnImage(9, 7).Png();
        byte[] padded = [1, 2, 3, .. png, 4, 5];
        Assert.Equal(AsItIs.Prepare(png), AsItIs.Prepare(padded.AsMemory(3, png.Length)));
    }

    private static byte[] File(DrawnImage drawn, string format, int? orientation = null) => format switch
    {
        "png" => drawn.Png(orientation),
        "webp" => drawn.WebP(orientation),
        "jpeg" => drawn.Jpeg(orientation),
        "tiff" => drawn.TiffFile(orientation),
        _ => drawn.TiffFile(orientation, withAlpha: true),
    };

    /// <summary>A canvas of 3 x 2 pixels, of which a frame of 2 x 2 covers the left: 1 2 above 3 0.</summary>
    private static byte[] GifOf(uint[] palette, int? transparent, bool hasLocalPalette)
    {
        byte[] table = [.. palette.SelectMany(color => BitConverter.GetBytes(color)[..3])], other = new byte[table.Length];
        const byte tableOfFour = 0x81;
        return
        [
            .. "GIF89a"u8, 3, 0, 2, 0, tableOfFour, 0, 0, .. hasLocalPalette ? other : table,
            (byte)'!', 0xFE, 2, (byte)'a', (byte)',', 0,
            .. transparent is { } index ? (byte[])[(byte)'!', 0xF9, 4, 1, 0, 0, (byte)index, 0] : [],
            (byte)',', 0, 0, 0, 0, 2, 0, 2, 0, .. hasLocalPalette ? [tableOfFour, .. table] : (byte[])[0],
            // Codes of 3 bits from the lowest on: clear, 1, 2, 3, 0, end. The table grows to 4 bits behind the fourth.
            2, 3, 0b10_001_100, 0b0000_011_0, 0b0000_0101, 0,
            (byte)';',
        ];
    }

    private static uint[] Decode(byte[] file, ImagePreprocessing? preprocessing = null)
    {
        using var pixels = (preprocessing ?? AsItIs).Read(file).PixelsOf("");
        return pixels.Pixels.ToArray();
    }
}
