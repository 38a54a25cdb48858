using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>The list at the end of a zip, which says how large each entry is without being it.</summary>
internal static class ZipDirectory
{
    private const int UnpackedLengthAt = 24, NameAt = 46;

    /// <summary>Adds an entry of a few bytes of which the directory says that it unpacks to <paramref name="length"/> bytes.</summary>
    public static void AddEntryThatClaims(string zip, string name, uint length)
    {
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
        {
            using var content = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
            content.Write(new byte[1_000]);
        }
        byte[] bytes = File.ReadAllBytes(zip);
        int header = bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(name)) - NameAt;
        Assert.Equal("PK\x01\x02"u8, bytes.AsSpan(header, 4));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(header + UnpackedLengthAt), length);
        File.WriteAllBytes(zip, bytes);
    }
}
