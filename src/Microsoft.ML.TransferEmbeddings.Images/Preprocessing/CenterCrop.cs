namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Crop to the middle of the resized image. A smaller image is padded with zeros on all sides, before normalization. Immutable.</summary>
public sealed record CenterCrop
{
    /// <summary>Creates a crop.</summary>
    /// <param name="height">Height in pixels, from 1 to 65,536.</param>
    /// <param name="width">Width in pixels, from 1 to 65,536.</param>
    /// <param name="rounding">Rounding of the position if the crop can't be exactly in the middle.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1 or more than 65,536, or the rounding is not defined.</exception>
    public CenterCrop(int height, int width, CropRounding rounding = CropRounding.Floor)
    {
        Height = ImageResize.Side(height, nameof(height));
        Width = ImageResize.Side(width, nameof(width));
        Rounding = Enum.IsDefined(rounding) ? rounding : throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "The rounding must be Floor or HalfToEven.");
    }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Rounding of the position if the crop can't be exactly in the middle.</summary>
    public CropRounding Rounding { get; }

    /// <summary>Returns the size, such as "224 x 224".</summary>
    public override string ToString() => $"{Height} x {Width}";
}
