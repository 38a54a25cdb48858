using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.TransferEmbeddings.VectorData.Tables;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Files;

/// <summary>The file of a store: a name and a version, its collections, and the SHA-256 of all that.</summary>
internal static class StoreFile
{
    /// <summary>The last two characters are the version.</summary>
    private static readonly byte[] Header = Encoding.ASCII.GetBytes("TEMBSTORE01");

    /// <summary>Writes a new file beside the path, which takes its place when it is complete.</summary>
    public static void Write(string path, TableSet tables)
    {
        var all = tables.All;
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
            {
                using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
                {
                    using (var writer = new BinaryWriter(new BufferedStream(new HashingStream(stream, hash), 1 << 16), Encoding.UTF8, leaveOpen: false))
                    {
                        writer.Write(Header);
                        writer.Write(all.Count);
                        foreach (var table in all)
                            TableFormat.Write(writer, table);
                    }
                    stream.Write(hash.GetHashAndReset());
                }
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <exception cref="InvalidDataException">The file is damaged, or no file of a store; the message names it.</exception>
    public static void Read(string path, TableSet tables)
    {
        using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
        long end = stream.Length - SHA256.HashSizeInBytes;
        var header = new byte[Header.Length];
        if (end < header.Length || stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan(..^2).SequenceEqual(Header.AsSpan(..^2)))
            throw Refused(path, "it is not the file of a store");
        if (!header.AsSpan().SequenceEqual(Header))
            throw Refused(path, $"it has version {Encoding.ASCII.GetString(header.AsSpan(^2..))} of the format, and this package reads {Encoding.ASCII.GetString(Header.AsSpan(^2..))}. Use a later version of the package");
        if (!HasChecksum(stream, end))
            throw Refused(path, "its checksum is not that of its content");
        stream.Position = header.Length;
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            for (int left = reader.ReadInt32(); left > 0; left--)
                TableFormat.Read(reader, end, tables);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            throw Refused(path, e.Message.TrimEnd('.'), e);
        }
        if (stream.Position != end)
            throw Refused(path, "it goes on after its last collection");
    }

    private static bool HasChecksum(FileStream stream, long end)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        stream.Position = 0;
        for (long left = end; left > 0;)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
                return false;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        var written = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(written);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(written);
    }

    private static InvalidDataException Refused(string path, string reason, Exception? inner = null) =>
        new($"The file '{path}' is refused: {reason}. If it was whole before, copy it again, or make the store anew.", inner);
}
