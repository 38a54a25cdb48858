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
    public void ColoursBelowTransparentPixelsStay(string format)
    {
        var drawn = new DrawnImage(37, 23, isTransparent: true);
        Assert.Equal(drawn.Pixels, Decode(File(drawn, format)));
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
        // ML.NET multiplies colours by alpha when it reads a file.
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

    private static uint[] Decode(byte[] file, ImagePreprocessing? preprocessing = null)
    {
        using var pixels = (preprocessing ?? AsItIs).Read(file).PixelsOf("");
        return pixels.Pixels.ToArray();
    }
}
