using Microsoft.ML.TransferEmbeddings.Images;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Pillow's values: files of many kinds, under the settings that published models have.</summary>
public sealed class ReferenceTensorTests : IDisposable
{
    /// <summary>What other JPEG decoders may differ by on average; at one place the chroma of subsampled pictures may lie further apart.</summary>
    private const double LossyMean = 3 / 255.0;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Settings =>
    [
        "short256-bicubic-crop224-imagenet", "224x224-bilinear-half", "short248-bicubic-crop224-half-torchvision",
        "32x32-bilinear-imagenet", "160x160-lanczos-unit", "short256-bilinear-crop224-bgr-caffe",
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Settings))]
    public void LosslessFilesGiveTheExactLevels(string setting)
    {
        var reference = new ReferenceImages();
        var preprocessing = reference.Preprocessing(setting, folder);
        foreach (var image in reference.Good.Where(image => image.IsLossless))
        {
            using var pixels = preprocessing.Read(image.Path).PixelsOf(image.Name);
            var levels = new byte[3 * pixels.Pixels.Length];
            preprocessing.Writer.Write(pixels.Pixels, ImageLayout.ChannelsFirst, levels);
            Assert.Equal(reference.Expected(setting, image).Levels, reference.Sample(setting, levels));
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void TensorsAreThoseOfTheOriginal(string setting)
    {
        var reference = new ReferenceImages();
        var preprocessing = reference.Preprocessing(setting, folder);
        foreach (var image in reference.Good)
        {
            float[] tensor = preprocessing.Prepare(image.Path), expected = reference.Expected(setting, image).Values, actual = reference.Sample(setting, tensor);
            double[] differences = [.. expected.Zip(actual, (a, b) => (double)Math.Abs(a - b))];
            // In units of a level that was divided by 255.
            double unit = Unit(preprocessing);
            if (image.IsLossless)
                Assert.True(differences.Max() <= 1e-5 * Math.Max(1, unit), $"{image.Name}: {differences.Max()} apart");
            else
                Assert.True(differences.Average() / unit <= LossyMean, $"{image.Name}: {differences.Average() / unit} apart on average");

            Assert.Equal((double)image.Expected[setting]!["mean"]!, tensor.Average(), (image.IsLossless ? 1e-5 : LossyMean) * unit);
            double mean = tensor.Average();
            Assert.Equal((double)image.Expected[setting]!["std"]!, Math.Sqrt(tensor.Average(value => (value - mean) * (value - mean))), (image.IsLossless ? 1e-4 : LossyMean) * unit);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void SizesAndCropsAreThoseOfTheOriginal(string setting)
    {
        var reference = new ReferenceImages();
        var preprocessing = reference.Preprocessing(setting, folder);
        foreach (var image in reference.Good)
        {
            using (var upright = ImageDecoder.DecodeFile(image.Path, preprocessing.MaxPixels, applyOrientation: true).PixelsOf(image.Name))
                Assert.Equal((image.Name, image.Width, image.Height), (image.Name, upright.Width, upright.Height));
            var (horizontal, vertical) = ImageGeometry.Create(image.Width, image.Height, preprocessing.Resize, preprocessing.Crop);
            var expected = image.Expected[setting]!;
            Assert.Equal(((long)expected["resized"]![0]!, (long)expected["resized"]![1]!), (horizontal.Resized, vertical.Resized));
            Assert.Equal(((long)expected["crop_left_top"]![0]!, (long)expected["crop_left_top"]![1]!), (horizontal.Start, vertical.Start));
        }
    }

    [Theory]
    [InlineData("short256-bicubic-crop224-imagenet")]
    [InlineData("224x224-bilinear-half")]
    [InlineData("32x32-bilinear-imagenet")]
    [InlineData("160x160-lanczos-unit")]
    public void EveryPixelIsTheOriginals(string setting)
    {
        var reference = new ReferenceImages();
        var preprocessing = reference.Preprocessing(setting, folder);
        foreach (string source in new[] { "palette", "photo-rgb", "wide-2000x3", "zone-plate" })
        {
            using var expected = ImageDecoder.DecodeFile(ReferenceImages.PathOf($"pixels/{source}.{setting}.png"), preprocessing.MaxPixels, applyOrientation: true).PixelsOf(source);
            using var actual = preprocessing.Read(ReferenceImages.PathOf($"files/{source}.png")).PixelsOf(source);
            Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
            for (int i = 0; i < expected.Pixels.Length; i++)
                Assert.True((expected.Pixels[i] & 0xFFFFFF) == (actual.Pixels[i] & 0xFFFFFF), $"{source}: pixel {i}");
        }
    }

    [Fact]
    public void BadFilesAreRefusedByNameWithAReason()
    {
        var preprocessing = new ImagePreprocessing();
        var problems = new ReferenceImages().Bad.ToDictionary(path => Path.GetFileName(path), path =>
        {
            var error = Assert.Throws<ImageLoadException>(() => preprocessing.Prepare(path));
            Assert.Contains($"'{path}'", error.Message);
            return error.Problem;
        });
        Assert.Equal(
            new()
            {
                ["bomb-50000x50000.png"] = ImageProblem.TooLarge,
                ["empty.jpg"] = ImageProblem.Empty,
                ["text-named.jpg"] = ImageProblem.NotAnImage,
                ["truncated.jpg"] = ImageProblem.Truncated,
            },
            problems);
    }

    private static double Unit(ImagePreprocessing preprocessing) => preprocessing.RescaleFactor * 255 / preprocessing.StandardDeviation.Item1;
}
