using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>What can't be used is refused for a reason, before it costs memory, and never by another exception.</summary>
public sealed class BadImageTests : IDisposable
{
    private static readonly ImagePreprocessing AsItIs = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("missing.jpg", null, ImageProblem.Missing)]
    [InlineData("no-folder/missing.jpg", null, ImageProblem.Missing)]
    [InlineData("", null, ImageProblem.Unreadable)]
    [InlineData("empty.png", "", ImageProblem.Empty)]
    [InlineData("text.jpg", "this is no image", ImageProblem.NotAnImage)]
    [InlineData("x.jpg", "x", ImageProblem.NotAnImage)]
    public void ProblemIsNamed(string name, string? content, ImageProblem problem)
    {
        string path = folder[name];
        if (content is not null)
            File.WriteAllText(path, content);
        var error = Assert.Throws<ImageLoadException>(() => AsItIs.Prepare(path));
        Assert.Equal(problem, error.Problem);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void NoPathIsAMissingImage()
    {
        Assert.Equal(ImageProblem.Missing, AsItIs.Read("").Problem);
        Assert.Equal(ImageProblem.Missing, AsItIs.Read((string?)null).Problem);
        Assert.Equal(ImageProblem.Unreadable, AsItIs.Read("a\0b").Problem);
        Assert.Equal(ImageProblem.Empty, AsItIs.Read(ReadOnlyMemory<byte>.Empty).Problem);
    }

    public static TheoryData<string> Formats => [.. DrawnFiles.Names];

    /// <summary>Whatever is missing at the end: a problem, or the whole image where the end holds no pixels.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void CutFilesNeverGiveAnotherImage(string format)
    {
        byte[] file = DrawnFiles.Of(format);
        float[] whole = AsItIs.Prepare(file);
        int refused = 0;
        for (int length = 1; length < file.Length; length++)
        {
            var reading = AsItIs.Read(file.AsMemory(0, length));
            refused += reading.Pixels is null ? 1 : 0;
            Assert.True(reading.Problem is null or ImageProblem.Truncated or ImageProblem.Damaged or ImageProblem.NotAnImage, $"{reading.Problem} of the first {length} bytes");
            if (reading.Pixels is not null)
                Assert.True(whole.AsSpan().SequenceEqual(AsItIs.Prepare(file.AsMemory(0, length))), $"another image of the first {length} of {file.Length} bytes");
            reading.Pixels?.Dispose();
        }
        // The rest is what comes after the pixels: EXIF of WebP.
        Assert.InRange(refused, file.Length * 7 / 10, file.Length);
    }

    [Fact]
    public void BombIsRefusedByItsHeader()
    {
        var error = Assert.Throws<ImageLoadException>(() => AsItIs.Prepare(DrawnImage.PngThatClaims(50_000, 50_000)));
        Assert.Equal(ImageProblem.TooLarge, error.Problem);
        Assert.Contains("50,000 x 50,000", error.Message);
        Assert.Contains("MaxPixels is 100,000,000", error.Message);
    }

    [Fact]
    public void BombOfWebPIsRefusedByItsHeader()
    {
        var reading = AsItIs.Read(DrawnImage.WebPThatClaims(70_000, 50_000));
        Assert.Equal(ImageProblem.TooLarge, reading.Problem);
        Assert.Contains("70,000 x 50,000", reading.Reason);
    }

    [Fact]
    public void BombOfTiffIsRefusedByItsHeader()
    {
        byte[] tiff = new DrawnImage(20, 10).TiffFile();
        // The width and the length are the first entries of the directory.
        int directory = BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4));
        foreach (int entry in new[] { 0, 1 })
        {
            BinaryPrimitives.WriteInt16LittleEndian(tiff.AsSpan(directory + 2 + (12 * entry) + 2), 4);
            BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(directory + 2 + (12 * entry) + 8), 20_000);
        }
        Assert.Equal(ImageProblem.TooLarge, AsItIs.Read(tiff).Problem);
    }

    /// <summary>A tile's memory is taken as a whole, however small the image is.</summary>
    [Fact]
    public void BombOfATileIsRefusedByItsHeader() =>
        Assert.Equal(ImageProblem.TooLarge, AsItIs.Read(DrawnImage.TiffOfATile(16, 16, tileSide: 20_000)).Problem);

    /// <summary>Their first bytes make a coarse image of the whole: where the end is missing is not to be seen.</summary>
    [Theory]
    [InlineData("progressive")]
    [InlineData("webp")]
    [InlineData("webp-lossy")]
    public void CutFilesAreCalledSo(string format)
    {
        byte[] file = format == "progressive" ? ReferenceFile("photo-progressive.jpg") : format == "webp" ? ReferenceFile("photo-lossless.webp") : ReferenceFile("photo-lossy.webp");
        foreach (int percent in new[] { 30, 60, 90 })
            Assert.Equal((percent, ImageProblem.Truncated), (percent, AsItIs.Read(file.AsMemory(0, file.Length * percent / 100)).Problem));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void MaxPixelsIsTheMost(string format)
    {
        byte[] file = DrawnFiles.Of(format);
        using (var pixels = new ImagePreprocessing { MaxPixels = 24 * 16 }.Read(file).PixelsOf(format))
            Assert.Equal(24 * 16, pixels.Width * pixels.Height);
        Assert.Equal(ImageProblem.TooLarge, new ImagePreprocessing { MaxPixels = (24 * 16) - 1 }.Read(file).Problem);
    }

    [Theory]
    [InlineData(1_000_001, 1)]
    [InlineData(1, 2_000_000_000)]
    public void SidesBeyondMeasureAreRefused(int width, int height) =>
        Assert.Equal(ImageProblem.TooLarge, AsItIs.Read(DrawnImage.PngThatClaims(width, height)).Problem);

    [Fact]
    public void HeaderOfAKnownFormatIsNoForeignFile()
    {
        byte[] png = new DrawnImage(20, 10).Png();
        Assert.Equal(ImageProblem.Damaged, AsItIs.Read(png.AsMemory(0, 20)).Problem);
        Assert.Contains("PNG", AsItIs.Read(png.AsMemory(0, 20)).Reason);
    }

    /// <summary>Resized as a whole, this would be 256 x 5,120,000 pixels.</summary>
    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 1)]
    public void HugeAspectRatiosCostWhatTheirCropCosts(int width, int height)
    {
        var cropped = new ImagePreprocessing { Resize = ImageResize.ToShortestEdge(256, ResamplingFilter.Bicubic), Crop = new CenterCrop(224, 224) };
        byte[] png = new DrawnImage(width, height).Png();
        Assert.Equal(3 * 224 * 224, cropped.Prepare(png).Length);
        var error = Assert.Throws<ImageLoadException>(() => (cropped with { Crop = null }).Prepare(png));
        Assert.Equal(ImageProblem.TooLarge, error.Problem);
    }

    [Fact]
    public void ImagesThatVanishAreRefused() =>
        Assert.Equal(ImageProblem.TooLarge, new ImagePreprocessing { Resize = ImageResize.ToShortestEdge(4, ResamplingFilter.Box, longestEdge: 8) }.Read(new DrawnImage(100, 1).Png()).Problem);

    private static byte[] ReferenceFile(string name) => File.ReadAllBytes(ReferenceImages.PathOf($"files/{name}"));
}
