using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// Where PNG files say how they must be turned, in the order in which Pillow looks (Image.getexif): the chunk eXIf, EXIF as digits in the text "Raw profile type exif"
/// (ImageMagick), XMP in the text "XML:com.adobe.xmp" (Adobe, exiftool, macOS). Texts may be compressed. Of several chunks of a name the last counts.
/// </summary>
internal static unsafe class PngOrientation
{
    /// <summary>Pillow's limit too. A longer one says nothing here.</summary>
    private const int LongestText = 1 << 20;

    /// <summary>The tag's value; null where the file says nothing.</summary>
    public static long? Read(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = default;
        PngChunk profile = default, xmp = default;
        foreach (var chunk in new PngChunks(file))
        {
            if (chunk.Is("eXIf"u8))
                exif = chunk.Content;
            else if (IsText(chunk, "Raw profile type exif\0"u8))
                profile = chunk;
            else if (IsText(chunk, "XML:com.adobe.xmp\0"u8))
                xmp = chunk;
        }
        return ExifOrientation.ReadTag(exif.IsEmpty ? FromDigits(Text(profile)) : exif) ?? FromXmp(Text(xmp));
    }

    private static bool IsText(PngChunk chunk, ReadOnlySpan<byte> keyword) =>
        chunk.Content.StartsWith(keyword) && (chunk.Is("tEXt"u8) || chunk.Is("zTXt"u8) || chunk.Is("iTXt"u8));

    /// <summary>What stands in a chunk of text; empty where there is none or it can't be read.</summary>
    private static ReadOnlySpan<byte> Text(PngChunk chunk)
    {
        var text = AfterZero(chunk.Content);
        if (chunk.Is("tEXt"u8))
            return text;
        bool isInternational = chunk.Is("iTXt"u8), isCompressed = !isInternational || text is [not 0, ..];
        // Flag and method, or the method alone; 0 is zlib.
        int head = isInternational ? 2 : 1;
        if (text.Length < head || (isCompressed && text[head - 1] != 0))
            return default;
        text = text[head..];
        // A language, and the keyword in that.
        if (isInternational)
            text = AfterZero(AfterZero(text));
        return isCompressed && !text.IsEmpty ? Decompress(text) : text;
    }

    private static ReadOnlySpan<byte> AfterZero(ReadOnlySpan<byte> content) => content.IndexOf((byte)0) is >= 0 and var zero ? content[(zero + 1)..] : default;

    private static ReadOnlySpan<byte> Decompress(ReadOnlySpan<byte> compressed)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestText);
        try
        {
            fixed (byte* start = compressed)
            {
                using var stream = new UnmanagedMemoryStream(start, compressed.Length);
                using var zlib = new ZLibStream(stream, CompressionMode.Decompress);
                int length = zlib.ReadAtLeast(buffer.AsSpan(0, LongestText), LongestText, throwOnEndOfStream: false);
                return length < LongestText ? buffer[..length] : default(ReadOnlySpan<byte>);
            }
        }
        catch (InvalidDataException)
        {
            return default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>An empty line, a name, a length, and then bytes in hexadecimal digits.</summary>
    private static ReadOnlySpan<byte> FromDigits(ReadOnlySpan<byte> text)
    {
        const int headLines = 3;
        if (text.IsEmpty || text.Length > LongestText)
            return default;
        for (int line = 0; line < headLines; line++)
            text = text.IndexOf((byte)'\n') is >= 0 and var end ? text[(end + 1)..] : default;
        try
        {
            return Convert.FromHexString(string.Concat(Encoding.Latin1.GetString(text).Where(digit => !char.IsWhiteSpace(digit))));
        }
        catch (FormatException)
        {
            return default;
        }
    }

    /// <summary>The first that is an attribute or an element.</summary>
    private static long? FromXmp(ReadOnlySpan<byte> xmp)
    {
        var name = "tiff:Orientation"u8;
        while (xmp.IndexOf(name) is >= 0 and var at)
        {
            xmp = xmp[(at + name.Length)..];
            var value = xmp.StartsWith("=\""u8) ? xmp[2..] : xmp.StartsWith(">"u8) ? xmp[1..] : default;
            if (value is [>= (byte)'0' and <= (byte)'9' and var digit, ..])
                return digit - '0';
        }
        return null;
    }
}
