namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>From levels to a tensor: order, factor, mean, deviation, padding.</summary>
public class ImagePreprocessingTests
{
    private static readonly DrawnImage Drawn = new(13, 9);

    private static readonly ImagePreprocessing Normalized = new() { Mean = (0.485f, 0.456f, 0.406f), StandardDeviation = (0.229f, 0.224f, 0.225f) };

    [Fact]
    public void DefaultsKeepTheImageAndDivideBy255()
    {
        float[] tensor = new ImagePreprocessing().Prepare(Drawn.Png());
        Assert.Equal(3 * Drawn.Pixels.Length, tensor.Length);
        for (int i = 0; i < Drawn.Pixels.Length; i++)
            Assert.Equal((Drawn.Pixels[i] >> 8 & 0xFF) / 255f, tensor[Drawn.Pixels.Length + i], 1e-7f);
    }

    [Fact]
    public void ChannelsAreRescaledThenNormalized()
    {
        float[] tensor = (Normalized with { RescaleFactor = 1 / 127.5 }).Prepare(Drawn.Png());
        for (int i = 0; i < Drawn.Pixels.Length; i++)
        {
            Assert.Equal(((Drawn.Pixels[i] & 0xFF) / 127.5 - 0.485) / 0.229, tensor[i], 1e-5);
            Assert.Equal(((Drawn.Pixels[i] >> 16 & 0xFF) / 127.5 - 0.406) / 0.225, tensor[(2 * Drawn.Pixels.Length) + i], 1e-5);
        }
    }

    [Fact]
    public void ChannelsLastHoldsTheSameValues()
    {
        float[] first = Normalized.Prepare(Drawn.Png()), last = (Normalized with { Layout = ImageLayout.ChannelsLast }).Prepare(Drawn.Png());
        for (int i = 0; i < last.Length; i++)
            Assert.Equal(first[(i % 3 * Drawn.Pixels.Length) + (i / 3)], last[i]);
    }

    [Fact]
    public void BlueFirstSwapsChannelsButNotTheMean()
    {
        float[] tensor = (Normalized with { BlueFirst = true }).Prepare(Drawn.Png());
        Assert.Equal(((Drawn.Pixels[5] >> 16 & 0xFF) / 255.0 - 0.485) / 0.229, tensor[5], 1e-5);
        Assert.Equal(((Drawn.Pixels[5] & 0xFF) / 255.0 - 0.406) / 0.225, tensor[(2 * Drawn.Pixels.Length) + 5], 1e-5);
    }

    [Theory]
    [InlineData(ImageLayout.ChannelsFirst, false)]
    [InlineData(ImageLayout.ChannelsLast, false)]
    [InlineData(ImageLayout.ChannelsLast, true)]
    public void LevelsAreWrittenAsTheyAre(ImageLayout layout, bool blueFirst)
    {
        var preprocessing = new ImagePreprocessing { Layout = layout, BlueFirst = blueFirst, RescaleFactor = 1 };
        using var pixels = preprocessing.Read(Drawn.Png()).PixelsOf("");
        var levels = new byte[3 * Drawn.Pixels.Length];
        preprocessing.Writer.Write(pixels.Pixels, layout, levels);
        Assert.Equal(preprocessing.Prepare(Drawn.Png()), levels.Select(level => (float)level));
    }

    [Fact]
    public void PaddingIsBlackBeforeItIsNormalized()
    {
        var padded = Normalized with { Crop = new CenterCrop(12, 20) };
        float[] tensor = padded.Prepare(Drawn.Png());
        Assert.Equal((12, 20), padded.OutputSize);
        Assert.Equal(-0.485f / 0.229f, tensor[0], 1e-5f);
        // 7 columns and 3 rows are lacking; one more of each lies before the image than behind it.
        Assert.Equal(((Drawn.Pixels[0] & 0xFF) / 255.0 - 0.485) / 0.229, tensor[(2 * 20) + 4], 1e-5);
        Assert.Equal(((Drawn.Pixels[0] & 0xFF) / 255.0 - 0.485) / 0.229, (padded with { Crop = new CenterCrop(12, 20, CropRounding.HalfToEven) }).Prepare(Drawn.Png())[20 + 3], 1e-5);
    }

    [Theory]
    [InlineData(CropRounding.Floor, 13, 10, 1)]
    [InlineData(CropRounding.HalfToEven, 13, 10, 2)]
    [InlineData(CropRounding.HalfToEven, 13, 12, 0)]
    [InlineData(CropRounding.HalfToEven, 13, 9, 2)]
    public void CropLiesInTheMiddle(CropRounding rounding, int width, int crop, int left)
    {
        float[] tensor = new ImagePreprocessing { RescaleFactor = 1, Crop = new CenterCrop(9, crop, rounding) }.Prepare(Drawn.Png());
        Assert.Equal(width, Drawn.Width);
        Assert.Equal(Drawn.Pixels[left] & 0xFF, tensor[0]);
    }

    [Fact]
    public void OutputSizeIsKnownWhereItIsFixed()
    {
        Assert.Null(new ImagePreprocessing().OutputSize);
        Assert.Null(new ImagePreprocessing { Resize = ImageResize.ToShortestEdge(9, ResamplingFilter.Box) }.OutputSize);
        Assert.Equal((5, 6), new ImagePreprocessing { Resize = ImageResize.ToSize(5, 6, ResamplingFilter.Box) }.OutputSize);
    }

    [Fact]
    public void WrongValuesAreRefusedByName()
    {
        Assert.Throws<ArgumentOutOfRangeException>("RescaleFactor", () => new ImagePreprocessing { RescaleFactor = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Mean", () => new ImagePreprocessing { Mean = (0, float.NaN, 0) });
        Assert.Throws<ArgumentOutOfRangeException>("StandardDeviation", () => new ImagePreprocessing { StandardDeviation = (1, 0, 1) });
        Assert.Throws<ArgumentOutOfRangeException>("MaxPixels", () => new ImagePreprocessing { MaxPixels = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Layout", () => new ImagePreprocessing { Layout = (ImageLayout)2 });
        Assert.Throws<ArgumentOutOfRangeException>("length", () => ImageResize.ToShortestEdge(0, ResamplingFilter.Box));
        Assert.Throws<ArgumentOutOfRangeException>("filter", () => ImageResize.ToSize(1, 1, (ResamplingFilter)6));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new CenterCrop(1, 70_000));
        Assert.Throws<ArgumentOutOfRangeException>("rounding", () => new CenterCrop(1, 1, (CropRounding)2));
        Assert.Throws<ArgumentNullException>("path", () => new ImagePreprocessing().Prepare((string)null!));
    }

    [Fact]
    public void EqualSettingsAreEqual()
    {
        ImagePreprocessing Make() => new() { Resize = ImageResize.ToShortestEdge(256, ResamplingFilter.Bicubic), Crop = new CenterCrop(224, 224), Mean = (1, 2, 3) };
        Assert.Equal(Make(), Make());
        Assert.NotEqual(Make(), Make() with { Mean = (1, 2, 4) });
        Assert.Equal("shortest edge 256, bicubic, center crop 224 x 224, RGB x 0.00392157, mean (1, 2, 3), standard deviation (1, 1, 1)", Make().ToString());
    }
}
