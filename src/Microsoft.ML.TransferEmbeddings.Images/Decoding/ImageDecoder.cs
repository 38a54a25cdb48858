using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// From an encoded image to its pixels: first frame, straight alpha, levels as they are stored (no color profile, no gamma). The format comes from the
/// content. An image that can't be used gives a problem and no exception.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>Tables of a resize grow with the sides, not with the pixels.</summary>
    private const int MaxSide = 1_000_000;

    public static ImageReading DecodeFile(string? path, long maxPixels, bool applyOrientation)
    {
        if (string.IsNullOrEmpty(path))
            return ImageReading.Bad(ImageProblem.Missing, "there is no path");
        byte[] rented = [];
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            long length = RandomAccess.GetLength(file);
            if (length > Array.MaxLength)
                return ImageReading.Bad(ImageProblem.TooLarge, $"the file has {length:N0} bytes, and 2 GB are the limit");
            rented = ArrayPool<byte>.Shared.Rent((int)length);
            int count = 0;
            while (count < length && RandomAccess.Read(file, rented.AsSpan(count, (int)length - count), count) is > 0 and var read)
                count += read;
            return Decode(rented.AsMemory(0, count), maxPixels, applyOrientation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ImageReading.Bad(ImageProblem.Missing, "there is no such file; paths are taken from the folder that the process runs in");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ImageReading.Bad(ImageProblem.Unreadable, $"the file can't be read ({e.Message.TrimEnd('.')})");
        }
        finally
        {
            if (rented.Length > 0)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static ImageReading Decode(ReadOnlyMemory<byte> encoded, long maxPixels, bool applyOrientation)
    {
        if (encoded.IsEmpty)
            return ImageReading.Bad(ImageProblem.Empty, "it has no bytes");
        var reading = TiffDecoder.IsTiff(encoded.Span) ? TiffDecoder.Decode(encoded, maxPixels) : SkiaDecoder.Decode(encoded, maxPixels);
        if (reading.Pixels is null || !applyOrientation)
            return reading;
        var orientation = ExifOrientation.Read(encoded.Span);
        return orientation.IsUpright ? reading : reading with { Pixels = orientation.Apply(reading.Pixels) };
    }

    /// <summary>What is wrong with an image of this size; null for nothing.</summary>
    public static ImageReading? CheckSize(long width, long height, long maxPixels)
    {
        if (width * height > maxPixels)
            return ImageReading.Bad(ImageProblem.TooLarge, $"it claims {width:N0} x {height:N0} pixels, and MaxPixels is {maxPixels:N0}");
        if (Math.Max(width, height) > MaxSide)
            return ImageReading.Bad(ImageProblem.TooLarge, $"it claims {width:N0} x {height:N0} pixels, and no side may have more than {MaxSide:N0}");
        return null;
    }
}
