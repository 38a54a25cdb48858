namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Where a center crop lies when it can't lie in the middle: (w - cw) / 2 is no whole number.</summary>
public enum CropRounding
{
    /// <summary>Rounded down, as Hugging Face's image processors do. Padding is rounded up on the left and at the top.</summary>
    Floor,

    /// <summary>Rounded to the nearest, halves to even, as torchvision and timm do. Padding is rounded down on the left and at the top.</summary>
    HalfToEven,
}
