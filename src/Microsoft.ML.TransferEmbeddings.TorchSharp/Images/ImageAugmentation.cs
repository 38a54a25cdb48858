using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Random changes of the images that are trained on, which leave the class as it is. Immutable and thread-safe.</summary>
public sealed class ImageAugmentation
{
    /// <summary>No change: each image is trained on as the model prepares it.</summary>
    public static ImageAugmentation None { get; } = new() { HorizontalFlip = false, MinCropArea = 1, MaxRotation = 0 };

    /// <summary>Whether half of the images are mirrored; default true. Set it to false if left and right differ, as in writing.</summary>
    public bool HorizontalFlip { get; init; } = true;

    /// <summary>
    /// Smallest part of an image's area that is cut out at a random place and enlarged; default 0.7, range 0.05 to 1. The part's area is even between this and all of the
    /// image, and its shape is the image's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0.05 and 1.</exception>
    public double MinCropArea { get; init => field = OptionRange.Between(0.05, 1, value, nameof(MinCropArea)); } = 0.7;

    /// <summary>Largest angle of rotation to either side, in degrees; default 10, range 0 to 180. Corners that open get the colors of the nearest edge.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 180.</exception>
    public double MaxRotation { get; init => field = OptionRange.Between(0, 180, value, nameof(MaxRotation)); } = 10;

    /// <summary>Returns a short description, such as "flips, crops of at least 70 %, rotations of at most 10°", or "none".</summary>
    public override string ToString()
    {
        string[] changes =
        [
            .. HorizontalFlip ? ["flips"] : Array.Empty<string>(),
            .. MinCropArea < 1 ? [$"crops of at least {100 * MinCropArea:0.###} %"] : Array.Empty<string>(),
            .. MaxRotation > 0 ? [$"rotations of at most {MaxRotation:0.###}°"] : Array.Empty<string>(),
        ];
        return changes.Length == 0 ? "none" : string.Join(", ", changes);
    }
}
