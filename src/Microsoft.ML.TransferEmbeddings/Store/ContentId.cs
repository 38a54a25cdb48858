using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Store;

/// <summary>
/// The name that the hub gives to a file's content, its ETag: the SHA-256 of a large file, the git blob SHA-1 of any other. A cache names blobs by it.
/// </summary>
internal static class ContentId
{
    private const int Sha1Digits = 40, Sha256Digits = 64, BufferBytes = 1 << 17;

    /// <summary>Whether the text is such a name; only then may it name a file.</summary>
    public static bool IsValid(string? id) => id?.Length is Sha1Digits or Sha256Digits && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether the file is there and has this content.</summary>
    public static async Task<bool> MatchesAsync(string path, string id, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return id == (id.Length == Sha256Digits
                ? Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false))
                : await GitBlobAsync(stream, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    public static async Task<string> Sha256Async(string path, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<string> GitBlobAsync(FileStream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        byte[] buffer = new byte[BufferBytes];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
