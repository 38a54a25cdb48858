namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>Mirrors, cuts and turns prepared images, all of it in one step.</summary>
internal static class ImageVariants
{
    /// <param name="images">[images, channels, height, width].</param>
    /// <param name="augmentation">How much they change.</param>
    /// <param name="random">Decides for each image.</param>
    public static Tensor Create(Tensor images, ImageAugmentation augmentation, Random random)
    {
        int count = (int)images.shape[0];
        double ratio = (double)images.shape[2] / images.shape[3];
        float[] maps = new float[count * 6];
        for (int i = 0; i < count; i++)
            Map(augmentation, ratio, random, maps.AsSpan(i * 6, 6));
        var places = torch.nn.functional.affine_grid(torch.tensor(maps, [count, 2, 3]), images.shape, align_corners: false);
        return torch.nn.functional.grid_sample(images, places, torch.GridSampleMode.Bilinear, torch.GridSamplePaddingMode.Border, align_corners: false);
    }

    /// <summary>From a place of the variant to one of the image; both have -1 to 1 in each direction.</summary>
    private static void Map(ImageAugmentation augmentation, double ratio, Random random, Span<float> map)
    {
        // As many numbers whatever is chosen, so that one setting does not change what another one draws.
        double mirror = random.NextDouble() < 0.5 && augmentation.HorizontalFlip ? -1 : 1;
        double side = Math.Sqrt(1 - (random.NextDouble() * (1 - augmentation.MinCropArea)));
        double x = (1 - side) * ((2 * random.NextDouble()) - 1), y = (1 - side) * ((2 * random.NextDouble()) - 1);
        double angle = double.DegreesToRadians(augmentation.MaxRotation * ((2 * random.NextDouble()) - 1));
        double cos = side * Math.Cos(angle), sin = side * Math.Sin(angle);
        map[0] = (float)(mirror * cos);
        map[1] = (float)(-sin * ratio);
        map[2] = (float)x;
        map[3] = (float)(mirror * sin / ratio);
        map[4] = (float)cos;
        map[5] = (float)y;
    }
}
