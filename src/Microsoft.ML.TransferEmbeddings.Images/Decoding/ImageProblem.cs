namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Why an image can't be used.</summary>
public enum ImageProblem
{
    /// <summary>There is no image: no path, no such file.</summary>
    Missing,

    /// <summary>The file is there and can't be read: no permission, a folder, a fault of the disk.</summary>
    Unreadable,

    /// <summary>Zero bytes.</summary>
    Empty,

    /// <summary>The bytes are no image of a known format. What the file is called does not count.</summary>
    NotAnImage,

    /// <summary>It has more pixels than <see cref="ImagePreprocessing.MaxPixels"/>, a side above 1,000,000, or would become too large.</summary>
    TooLarge,

    /// <summary>It ends before its last pixel.</summary>
    Truncated,

    /// <summary>It is an image of a known format and can't be decoded.</summary>
    Damaged,
}
