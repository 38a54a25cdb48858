using static System.Buffers.Binary.BinaryPrimitives;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// The first directory of a TIFF file, which an EXIF block is too (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf, section 2). What it claims is as
/// the file has it: an entry's values may lie anywhere.
/// </summary>
internal readonly ref struct TiffDirectory
{
    private const int HeaderLength = 8, OffsetAt = 4, CountLength = 2;

    private readonly ReadOnlySpan<byte> file;
    private readonly long start;

    public TiffDirectory(ReadOnlySpan<byte> file)
    {
        this.file = file;
        IsLittleEndian = file.Length > 0 && file[0] == 'I';
        start = file.Length < HeaderLength ? file.Length : U32(OffsetAt);
        ClaimedEntries = start + CountLength <= file.Length ? U16(start) : null;
        Count = (int)Math.Min(ClaimedEntries ?? 0, Math.Max(0, file.Length - start - CountLength) / TiffEntry.Length);
    }

    public bool IsLittleEndian { get; }

    /// <summary>Null where the directory lies outside of the file.</summary>
    public int? ClaimedEntries { get; }

    /// <summary>The entries that are there.</summary>
    public int Count { get; }

    public TiffEntry this[int index]
    {
        get
        {
            long at = start + CountLength + ((long)index * TiffEntry.Length);
            int type = U16(at + 2);
            uint count = U32(at + 4);
            long size = count * TiffEntry.SizeOf(type);
            return new TiffEntry(U16(at), type, count, (int)at, size <= TiffEntry.InlineLength ? at + 8 : U32(at + 8));
        }
    }

    /// <summary>The last entry of a tag that has values of a known type; null where there is none.</summary>
    public TiffEntry? Find(int tag)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (this[i] is { HasValues: true } entry && entry.Tag == tag)
                return entry;
        }
        return null;
    }

    public bool Holds(TiffEntry entry) => entry.ValuesAt + entry.ValuesLength <= file.Length;

    /// <summary>The first value of a tag where it is a whole number; null where there is none.</summary>
    public long? Number(int tag) => Find(tag) is { } entry ? Number(entry, 0) : null;

    /// <summary>A value of an entry where it is a whole number; null where it is none, or lies outside of the file.</summary>
    public long? Number(TiffEntry entry, long index)
    {
        long at = entry.ValuesAt + (index * TiffEntry.SizeOf(entry.Type));
        if (at + TiffEntry.SizeOf(entry.Type) > file.Length)
            return null;
        return entry.Type switch
        {
            TiffEntry.Short => U16(at),
            TiffEntry.Long or TiffEntry.Directory => U32(at),
            TiffEntry.SignedShort => (short)U16(at),
            TiffEntry.SignedLong => (int)U32(at),
            TiffEntry.Long8 or TiffEntry.SignedLong8 or TiffEntry.Directory8 => IsLittleEndian ? ReadInt64LittleEndian(file[(int)at..]) : ReadInt64BigEndian(file[(int)at..]),
            _ => null,
        };
    }

    private ushort U16(long at) => IsLittleEndian ? ReadUInt16LittleEndian(file[(int)at..]) : ReadUInt16BigEndian(file[(int)at..]);

    private uint U32(long at) => IsLittleEndian ? ReadUInt32LittleEndian(file[(int)at..]) : ReadUInt32BigEndian(file[(int)at..]);
}
