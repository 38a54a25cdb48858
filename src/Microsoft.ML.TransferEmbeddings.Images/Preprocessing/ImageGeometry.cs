namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>Which part of the resized image reaches the network, and where it lies there. Only that part is computed.</summary>
internal readonly record struct ImageGeometry(AxisGeometry Horizontal, AxisGeometry Vertical)
{
    public bool IsPadded => Horizontal.Used < Horizontal.Length || Vertical.Used < Vertical.Length;

    public static ImageGeometry Create(int width, int height, ImageResize? resize, CenterCrop? crop)
    {
        var (resizedWidth, resizedHeight) = resize?.Apply(width, height) ?? (width, height);
        return crop is null
            ? new ImageGeometry(AxisGeometry.Whole(resizedWidth), AxisGeometry.Whole(resizedHeight))
            : new ImageGeometry(AxisGeometry.Cropped(resizedWidth, crop.Width, crop.Rounding), AxisGeometry.Cropped(resizedHeight, crop.Height, crop.Rounding));
    }

    /// <summary>What is wrong with a result of this size; null for nothing.</summary>
    public ImageReading? Check(int width, int height, long maxPixels)
    {
        if (Math.Min(Horizontal.Resized, Vertical.Resized) < 1)
            return ImageReading.Bad(ImageProblem.TooLarge, $"it has {width:N0} x {height:N0} pixels and would become {Horizontal.Resized:N0} x {Vertical.Resized:N0}");
        // Between the two passes the image has its new width and at most its old height.
        long largest = Math.Max(Horizontal.Length * Vertical.Length, Horizontal.Used * Math.Min(height, Vertical.MostSources(height)));
        return largest > Math.Max(maxPixels, (long)width * height)
            ? ImageReading.Bad(ImageProblem.TooLarge, $"it has {width:N0} x {height:N0} pixels and its resize would need {largest:N0}, and MaxPixels is {maxPixels:N0}")
            : null;
    }
}
