namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Reasons for which an image can't be used.</summary>
public enum ImageProblem
{
    /// <summary>There is no image: the value is missing, the path is empty or there is no such file.</summary>
    Missing,

    /// <summary>The file exists but can't be read: access is denied, the path is a folder, or the disk has an error.</summary>
    Unreadable,

    /// <summary>The file or the array has no bytes.</summary>
    Empty,

    /// <summary>The bytes are not an image of a known format. The file's extension does not matter.</summary>
    NotAnImage,

    /// <summary>The image has more pixels than <see cref="ImagePreprocessing.MaxPixels"/> or a side above 1,000,000 pixels, or would become too large when resized.</summary>
    TooLarge,

    /// <summary>The file ends before the image's last pixel.</summary>
    Truncated,

    /// <summary>The image has a known format but can't be decoded.</summary>
    Damaged,
}
