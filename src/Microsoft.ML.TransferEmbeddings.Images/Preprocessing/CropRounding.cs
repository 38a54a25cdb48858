namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Rounding of a center crop's position if it can't be exactly in the middle: (image width - crop width) / 2 is not a whole number.</summary>
public enum CropRounding
{
    /// <summary>Rounds down, as Hugging Face's image processors do. Padding is rounded up on the left and at the top.</summary>
    Floor,

    /// <summary>Rounds to the nearest, halves to even, as torchvision and timm do. Padding is rounded down on the left and at the top.</summary>
    HalfToEven,
}
