using System.Buffers;
using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>SHA-256 of images. A file and its bytes have the same one; pixels have another than any file.</summary>
internal static class ImageHash
{
    private const int PieceBytes = 1 << 16;

    public static void OfBytes(ReadOnlySpan<byte> encoded, Span<byte> destination) => SHA256.HashData(encoded, destination);

    /// <returns>False where the file can't be read: whoever decodes it says why.</returns>
    public static bool TryOfFile(string path, Span<byte> destination)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = RandomAccess.GetLength(file), count = 0;
            while (count < length && RandomAccess.Read(file, piece.AsSpan(0, (int)Math.Min(piece.Length, length - count)), count) is > 0 and var read)
            {
                hash.AppendData(piece.AsSpan(0, read));
                count += read;
            }
            hash.GetHashAndReset(destination);
            return count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <returns>False where there are no pixels.</returns>
    public static bool TryOfPixels(MLImage? image, Span<byte> destination)
    {
        if (image is null || MLImageReader.IsDisposed(image))
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes($"pixels {image.Width} {image.Height} {image.PixelFormat} "));
        hash.AppendData(image.Pixels);
        hash.GetHashAndReset(destination);
        return true;
    }
}
