namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The middle of the resized image. Where the image is smaller it is surrounded by zeros, before normalization. Immutable.</summary>
public sealed record CenterCrop
{
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="rounding">Where the crop lies when it can't lie in the middle.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1 or more than 65,536, or the rounding is not valid.</exception>
    public CenterCrop(int height, int width, CropRounding rounding = CropRounding.Floor)
    {
        Height = ImageResize.Side(height, nameof(height));
        Width = ImageResize.Side(width, nameof(width));
        Rounding = Enum.IsDefined(rounding) ? rounding : throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "The rounding must be Floor or HalfToEven.");
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Where the crop lies when it can't lie in the middle.</summary>
    public CropRounding Rounding { get; }

    /// <summary>Such as "224 x 224".</summary>
    public override string ToString() => $"{Height} x {Width}";
}
