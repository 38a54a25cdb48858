using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>The settings that a fastText model begins with, as far as they count here.</summary>
/// <param name="HasMagic">Whether the file has a magic number and a version, as newer ones do.</param>
/// <param name="Dimension">Of the vectors.</param>
/// <param name="Buckets">Rows that n-grams share by their hash.</param>
/// <param name="ShortestNgram">In characters.</param>
/// <param name="LongestNgram">In characters; 0 for no n-grams.</param>
internal sealed record FastTextHeader(bool HasMagic, int Dimension, int Buckets, int ShortestNgram, int LongestNgram)
{
    public const int LargestDimension = 1 << 20;

    private const int Magic = 793_712_314, OldestVersion = 11, NewestVersion = 12, Settings = 12, Supervised = 3;

    /// <summary>Magic number and version, twelve settings, a threshold; in the dictionary, three counts.</summary>
    private const int OldLength = Settings * sizeof(int) + sizeof(double), OldLengthWithCounts = OldLength + 3 * sizeof(int);

    /// <summary>Whether a file begins as a fastText model does; without a magic number the settings must make sense.</summary>
    public static bool IsAt(FileBytes bytes)
    {
        if (bytes.TryPeek(sizeof(int)) && BinaryPrimitives.ReadInt32LittleEndian(bytes.Available) == Magic)
            return true;
        if (!bytes.TryPeek(OldLengthWithCounts))
            return false;
        var settings = Read(bytes.Available);
        double threshold = BinaryPrimitives.ReadDoubleLittleEndian(bytes.Available[(Settings * sizeof(int))..]);
        int[] counts = [.. Enumerable.Range(0, 3).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.Available[(OldLength + i * sizeof(int))..]))];
        return settings is [>= 1 and <= LargestDimension, >= 1, >= 1, >= 0, >= 0, >= 1, >= 1 and <= 4, >= 1 and <= Supervised, >= 0, >= 0 and <= 100, >= 0 and <= 100, >= 0]
            && threshold is >= 0 and <= 1
            && counts is [>= 1, >= 0, >= 0]
            && counts[0] == (long)counts[1] + counts[2];
    }

    /// <exception cref="InvalidDataException">The settings can't be.</exception>
    /// <exception cref="NotSupportedException">The version is not defined.</exception>
    public static FastTextHeader Read(FileBytes bytes)
    {
        const string what = "the settings of the fastText model";
        bool hasMagic = bytes.TryPeek(sizeof(int)) && BinaryPrimitives.ReadInt32LittleEndian(bytes.Available) == Magic;
        int version = 0;
        if (hasMagic)
        {
            bytes.Take(sizeof(int));
            version = bytes.ReadInt32(what);
            if (version is < OldestVersion or > NewestVersion)
                throw bytes.Error($"it is a fastText model of version {version}; versions {OldestVersion} and {NewestVersion} are known, and the one without a version");
        }
        if (!bytes.TryPeek(OldLength))
            throw bytes.Error($"the file ends in {what}");
        int[] settings = Read(bytes.Available);
        bytes.Take(OldLength);
        if (settings is not [>= 1 and <= LargestDimension, _, _, _, _, _, _, _, >= 0, >= 0, >= 0, _])
            throw bytes.Error($"its settings can't be: dimension {settings[0]}, {settings[8]} buckets, n-grams of {settings[9]} to {settings[10]} characters");
        // Version 11 wrote a length of n-grams into supervised models that have none.
        bool hasNgrams = settings[8] > 0 && !(version == OldestVersion && settings[7] == Supervised);
        return new FastTextHeader(hasMagic, settings[0], settings[8], settings[9], hasNgrams ? settings[10] : 0);
    }

    private static int[] Read(ReadOnlySpan<byte> bytes)
    {
        var settings = new int[Settings];
        for (int i = 0; i < settings.Length; i++)
            settings[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        return settings;
    }
}
