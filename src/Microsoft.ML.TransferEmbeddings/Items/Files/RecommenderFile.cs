using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Items.Files;

/// <summary>The file of a recommender: a name and a version, the recommender, and the SHA-256 of all that.</summary>
internal static class RecommenderFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The last two characters are the version.</summary>
    private static readonly byte[] Header = Encoding.ASCII.GetBytes("TEMBRECOM01");

    /// <exception cref="NotSupportedException">The recommender is of a class that this package does not have.</exception>
    public static void Write(string path, Recommender recommender) => AtomicFile.Write(path, stream =>
    {
        using var hash = SHA256.Create();
        using (var hashing = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var buffer = new BufferedStream(hashing, BufferBytes))
        {
            buffer.Write(Header);
            RecommenderFormat.Write(new RecommenderWriter(buffer), recommender);
        }
        stream.Write(hash.Hash);
    });

    /// <exception cref="InvalidDataException">The file is damaged, or no file of a recommender; the message names it.</exception>
    public static Recommender Read(string path)
    {
        ContentFile.RequireContent(path);
        // Another process may replace the file meanwhile, on Windows too.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
        long end = stream.Length - SHA256.HashSizeInBytes;
        CheckHeader(stream, end, path);
        CheckHash(stream, end, path);
        stream.Position = Header.Length;
        Recommender recommender;
        try
        {
            recommender = RecommenderFormat.Read(new RecommenderReader(stream, end));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            throw Refused(path, e is EndOfStreamException ? "it ends early" : e.Message.TrimEnd('.'), e);
        }
        return stream.Position == end ? recommender : throw Refused(path, "it goes on after the recommender");
    }

    private static void CheckHeader(FileStream stream, long end, string path)
    {
        var header = new byte[Header.Length];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        ContentFile.RequireNoPointer(header.AsSpan(0, read), path);
        if (end < header.Length || !header.AsSpan(..^2).SequenceEqual(Header.AsSpan(..^2)))
            throw Refused(path, "it is not the file of a recommender");
        if (!header.AsSpan().SequenceEqual(Header))
        {
            throw Refused(path,
                $"it has version {Version(header)} of the format, and this package reads {Version(Header)}. Use a later version of the package");
        }
    }

    private static string Version(byte[] header) => Encoding.ASCII.GetString(header.AsSpan(^2..));

    private static void CheckHash(FileStream stream, long end, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        stream.Position = 0;
        for (long left = end; left > 0;)
        {
            int count = (int)Math.Min(buffer.Length, left);
            stream.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }
        var written = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(written);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(written))
            throw Refused(path, "its checksum is not that of its content");
    }

    private static InvalidDataException Refused(string path, string reason, Exception? inner = null) =>
        new($"The file '{path}' is refused: {reason}. If it was whole before, copy it again, or train and save the recommender anew.", inner);
}
