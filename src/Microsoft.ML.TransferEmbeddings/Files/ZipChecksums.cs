using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>A list of the SHA-256 of every entry of a zip, in the zip itself, as the tool sha256sum writes it; and, on demand, its signature.</summary>
internal static class ZipChecksums
{
    public const string ListName = "SHA256SUMS", SignatureName = "SHA256SUMS.sig";

    private const int MaxListBytes = 16 << 20, MaxSignatureBytes = 1 << 16;

    /// <summary>Adds the list to a zip that is complete.</summary>
    public static void Append(Stream stream, ChecksumSignature? signature)
    {
        byte[] list;
        stream.Position = 0;
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
            list = Encoding.UTF8.GetBytes(string.Concat(zip.Entries.Select(entry => $"{Hash(entry)}  {entry.FullName}\n").Order(StringComparer.Ordinal)));

        stream.Position = 0;
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            Add(zip, ListName, list);
            if (signature is not null)
                Add(zip, SignatureName, signature.Sign(list));
        }
    }

    /// <param name="stream">The zip.</param>
    /// <param name="path">For messages.</param>
    /// <param name="signature">Null where none is asked for.</param>
    /// <exception cref="InvalidDataException">The zip is not as it was when the list was written, has none, or is not signed by the key.</exception>
    public static void Verify(Stream stream, string path, ChecksumSignature? signature)
    {
        using var zip = Open(stream, path);
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw Refused(path, $"it has two entries '{entry.FullName}'");
        }
        if (!entries.Remove(ListName, out var listEntry))
            throw Refused(path, $"it has no list of checksums ('{ListName}'). Save the model with {nameof(ModelFileCatalog.SaveAtomically)}, or load it with Load, which checks less");
        byte[] list = Read(listEntry, MaxListBytes, path);
        if (entries.Remove(SignatureName, out var signatureEntry) && signature is not null && !signature.Verifies(list, Read(signatureEntry, MaxSignatureBytes, path)))
            throw Refused(path, "it is not signed by this key");
        if (signatureEntry is null && signature is not null)
            throw Refused(path, $"it is not signed. Save the model with {nameof(ModelFileCatalog.SaveAtomically)} and a signing key");

        if (ZipGrowth.FindExcess(entries.Values) is { } excess)
            throw Refused(path, excess);
        foreach (var (name, expected) in Parse(list, path))
        {
            if (!entries.Remove(name, out var entry))
                throw Refused(path, $"the entry '{name}' is missing");
            if (Unpack(entry, path, Hash) != expected)
                throw Refused(path, $"the SHA-256 of '{name}' is not the one that was saved");
        }
        if (entries.Count > 0)
            throw Refused(path, $"the entry '{entries.Keys.First()}' is not in the list of checksums");
    }

    private static IEnumerable<(string Name, string Hash)> Parse(byte[] list, string path)
    {
        const int hashLength = 2 * SHA256.HashSizeInBytes, nameStart = hashLength + 2;
        foreach (string line in Encoding.UTF8.GetString(list).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length <= nameStart || line[hashLength] != ' ' || line[hashLength + 1] != ' ')
                throw Refused(path, $"'{ListName}' has a line that is no checksum and name");
            yield return (line[nameStart..], line[..hashLength]);
        }
    }

    private static ZipArchive Open(Stream stream, string path)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw Refused(path, $"it is no whole zip ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static byte[] Read(ZipArchiveEntry entry, int maxBytes, string path)
    {
        if (entry.Length > maxBytes)
            throw Refused(path, $"'{entry.FullName}' has {entry.Length:N0} bytes, and {maxBytes:N0} are allowed");
        return Unpack(entry, path, content =>
        {
            var bytes = new byte[entry.Length];
            content.ReadExactly(bytes);
            return bytes;
        });
    }

    private static T Unpack<T>(ZipArchiveEntry entry, string path, Func<Stream, T> read)
    {
        try
        {
            using var content = entry.Open();
            return read(content);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Refused(path, $"'{entry.FullName}' can't be unpacked ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static string Hash(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        return Hash(content);
    }

    private static string Hash(Stream content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    private static InvalidDataException Refused(string path, string reason, Exception? inner = null) =>
        new($"The model zip '{path}' is refused: {reason}. If it was whole before, copy or save it again.", inner);
}
