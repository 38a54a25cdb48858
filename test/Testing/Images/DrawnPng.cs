using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Chunks of PNG files.</summary>
internal static class DrawnPng
{
    private const int AfterHeader = 8 + 25, EndLength = 12;

    /// <summary>The file with one more chunk before its pixels.</summary>
    public static byte[] WithChunk(byte[] png, string type, byte[] content) => [.. png.AsSpan(0, AfterHeader), .. Chunk(type, content), .. png.AsSpan(AfterHeader)];

    /// <summary>The file with one more chunk after its pixels.</summary>
    public static byte[] WithLastChunk(byte[] png, string type, byte[] content) => [.. png.AsSpan(0, png.Length - EndLength), .. Chunk(type, content), .. png.AsSpan(png.Length - EndLength)];

    /// <summary>The file with a text before its pixels.</summary>
    /// <param name="png">The file.</param>
    /// <param name="type">tEXt, zTXt, iTXt, or iTXt+ for one that is compressed.</param>
    /// <param name="keyword">The text's name.</param>
    /// <param name="text">The text.</param>
    public static byte[] WithText(byte[] png, string type, string keyword, string text)
    {
        byte[] name = [.. Encoding.Latin1.GetBytes(keyword), 0], plain = Encoding.Latin1.GetBytes(text);
        return WithChunk(png, type[..4], type switch
        {
            "tEXt" => [.. name, .. plain],
            "zTXt" => [.. name, 0, .. Compress(plain)],
            "iTXt" => [.. name, 0, 0, 0, 0, .. plain],
            _ => [.. name, 1, 0, 0, 0, .. Compress(plain)],
        });
    }

    /// <summary>Makes the checksums of a spoilt file right, so that a decoder looks further.</summary>
    public static byte[] WithRightChecksums(byte[] png)
    {
        for (int at = 8; at + 8 <= png.Length;)
        {
            long end = at + 8L + BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (end + 4 > png.Length)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan((int)end), Checksum(png[(at + 4)..(int)end]));
            at = (int)end + 4;
        }
        return png;
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        byte[] length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Checksum(typed));
        return [.. length, .. typed, .. checksum];
    }

    private static byte[] Compress(byte[] plain)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal))
            zlib.Write(plain);
        return stream.ToArray();
    }

    private static uint Checksum(byte[] bytes)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in bytes)
        {
            remainder ^= value;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ (0xEDB88320 & (0 - (remainder & 1)));
        }
        return ~remainder;
    }
}
