namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>An entry of a TIFF directory.</summary>
/// <param name="Tag">What it says.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Count">How many they are.</param>
/// <param name="At">Where the entry lies in the file.</param>
/// <param name="ValuesAt">Where its values lie: in the entry, or anywhere.</param>
internal readonly record struct TiffEntry(int Tag, int Type, uint Count, int At, long ValuesAt)
{
    public const int Length = 12, InlineLength = 4;

    public const int Short = 3, Long = 4, SignedShort = 8, SignedLong = 9, Directory = 13, Long8 = 16, SignedLong8 = 17, Directory8 = 18;

    public bool HasValues => Count > 0 && SizeOf(Type) > 0;

    public long ValuesLength => Count * SizeOf(Type);

    /// <summary>Bytes of a value; 0 for types that are not known.</summary>
    public static long SizeOf(int type) => type switch
    {
        // Byte, Ascii, SByte, Undefined.
        1 or 2 or 6 or 7 => 1,
        Short or SignedShort => 2,
        // The third is Float.
        Long or SignedLong or 11 or Directory => 4,
        // Rational, SRational, Double.
        5 or 10 or 12 or Long8 or SignedLong8 or Directory8 => 8,
        _ => 0,
    };
}
