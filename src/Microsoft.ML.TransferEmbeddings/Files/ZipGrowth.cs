using System.IO.Compression;

namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>A bound on what a zip unpacks to, by the sizes in its directory, before memory or disk is taken.</summary>
internal static class ZipGrowth
{
    /// <summary>What every zip may unpack to.</summary>
    private const long FreeBytes = 1L << 30;

    /// <summary>Weights hardly get smaller in a zip; what grows more was made to fill a disk.</summary>
    private const long MaxFactor = 100;

    /// <returns>What is wrong, to follow a zip's name; null where nothing is.</returns>
    public static string? FindExcess(IEnumerable<ZipArchiveEntry> entries)
    {
        decimal packed = 0, unpacked = 0;
        foreach (var entry in entries)
        {
            packed += entry.CompressedLength;
            unpacked += entry.Length;
        }
        return unpacked > Math.Max(FreeBytes, MaxFactor * packed) ? $"its {packed:N0} bytes would unpack to {unpacked:N0}" : null;
    }
}
