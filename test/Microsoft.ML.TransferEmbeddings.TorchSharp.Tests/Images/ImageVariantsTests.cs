using Microsoft.ML.TransferEmbeddings.TorchSharp.Images;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Changed images show what they are changed to.</summary>
public class ImageVariantsTests
{
    private const int Height = 6, Width = 8;

    [Fact]
    public void WithoutChangesAnImageStays()
    {
        using var scope = torch.NewDisposeScope();
        var image = Image();
        AssertClose(image, ImageVariants.Create(image, ImageAugmentation.None, new Random(1)));
    }

    [Fact]
    public void HalfOfTheImagesAreMirrored()
    {
        using var scope = torch.NewDisposeScope();
        var image = Image();
        var variants = ImageVariants.Create(image.expand(40, -1, -1, -1), Only(flips: true), new Random(1));
        var mirrored = image.flip(3);
        int same = 0, turned = 0;
        for (int i = 0; i < 40; i++)
        {
            var variant = variants.narrow(0, i, 1);
            same += Distance(variant, image) < 1e-4 ? 1 : 0;
            turned += Distance(variant, mirrored) < 1e-4 ? 1 : 0;
        }
        Assert.Equal(40, same + turned);
        Assert.InRange(turned, 10, 30);
    }

    [Fact]
    public void ACropIsAPartOfTheImage()
    {
        using var scope = torch.NewDisposeScope();
        // Levels rise by one with each column, and stay between the first and the last; a quarter of the area has half of them.
        var image = torch.arange(Width, torch.ScalarType.Float32).expand(1, 1, Height, Width);
        var variants = ImageVariants.Create(image.expand(50, -1, -1, -1), Only(area: 0.25), new Random(1));
        var steps = variants[.., .., 2, 4] - variants[.., .., 2, 3];
        Assert.InRange(steps.max().item<float>(), 0.9f, 1.0001f);
        Assert.InRange(steps.min().item<float>(), 0.4999f, 0.6f);
        Assert.True(variants.min().item<float>() >= 0 && variants.max().item<float>() <= Width - 1);
    }

    [Fact]
    public void ARotationTurnsByNoMoreThanItsAngleAndKeepsEvenImages()
    {
        using var scope = torch.NewDisposeScope();
        var even = torch.full([1, 3, Height, Width], 0.25f);
        AssertClose(even.expand(20, -1, -1, -1), ImageVariants.Create(even.expand(20, -1, -1, -1), Only(angle: 45), new Random(1)));
        // In pixels, as wide as high: a column that is one step to the right is the tangent's part of a step further down, at most.
        var rows = torch.arange(Height, torch.ScalarType.Float32).reshape(1, 1, Height, 1).expand(1, 1, Height, Width);
        var variants = ImageVariants.Create(rows.expand(50, -1, -1, -1), Only(angle: 20), new Random(1));
        var slopes = (variants[.., .., 2, 4] - variants[.., .., 2, 3]).abs();
        double most = Math.Sin(double.DegreesToRadians(20));
        Assert.InRange(slopes.max().item<float>(), 0.8 * most, most + 1e-4);
    }

    [Fact]
    public void EveryPlaceOfAVariantHasAValue()
    {
        using var scope = torch.NewDisposeScope();
        var images = torch.rand(4, 3, 8, 8);
        for (int seed = 0; seed < 500; seed++)
        {
            var variants = ImageVariants.Create(images, new ImageAugmentation(), new Random(seed));
            Assert.True(variants.isfinite().all().item<bool>() && variants.min().item<float>() >= 0 && variants.max().item<float>() <= 1.0001f, $"{seed}");
        }
    }

    [Fact]
    public void OneSeedMakesTheSameVariants()
    {
        using var scope = torch.NewDisposeScope();
        var images = Image().expand(4, -1, -1, -1);
        var augmentation = new ImageAugmentation();
        AssertClose(ImageVariants.Create(images, augmentation, new Random(7)), ImageVariants.Create(images, augmentation, new Random(7)));
        Assert.True(Distance(ImageVariants.Create(images, augmentation, new Random(7)), ImageVariants.Create(images, augmentation, new Random(8))) > 0.1);
        Assert.Equal("flips, crops of at least 70 %, rotations of at most 10°", augmentation.ToString());
        Assert.Equal("none", ImageAugmentation.None.ToString());
    }

    private static ImageAugmentation Only(bool flips = false, double area = 1, double angle = 0) => new() { HorizontalFlip = flips, MinCropArea = area, MaxRotation = angle };

    private static torch.Tensor Image() => torch.arange(3 * Height * Width, torch.ScalarType.Float32).reshape(1, 3, Height, Width);

    private static double Distance(torch.Tensor one, torch.Tensor other) => (one - other).abs().max().item<float>();

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual) => Assert.True(Distance(expected, actual) < 1e-3);
}
