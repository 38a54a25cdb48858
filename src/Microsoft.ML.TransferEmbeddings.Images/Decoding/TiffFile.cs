using BitMiracle.LibTiff.Classic;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>A TIFF file as LibTiff is to see it: its bytes, and another directory after its end, which has no entries but those that pixels need.</summary>
internal sealed class TiffFile : TiffStream
{
    private const int OffsetAt = 4, HeaderLength = 8;

    private readonly ReadOnlyMemory<byte> file;
    private readonly byte[] header;
    private readonly byte[] directory;
    private long position;

    /// <param name="file">The whole file, with a header.</param>
    /// <param name="entries">Of its directory.</param>
    public TiffFile(ReadOnlyMemory<byte> file, IReadOnlyList<TiffEntry> entries)
    {
        const int countLength = 2, nextLength = 4;
        this.file = file;
        header = file[..HeaderLength].ToArray();
        directory = new byte[countLength + (entries.Count * TiffEntry.Length) + nextLength];
        bool isLittle = new TiffDirectory(file.Span).IsLittleEndian;
        if (isLittle)
        {
            WriteUInt32LittleEndian(header.AsSpan(OffsetAt), DirectoryAt);
            WriteUInt16LittleEndian(directory, (ushort)entries.Count);
        }
        else
        {
            WriteUInt32BigEndian(header.AsSpan(OffsetAt), DirectoryAt);
            WriteUInt16BigEndian(directory, (ushort)entries.Count);
        }
        for (int i = 0; i < entries.Count; i++)
            file.Span.Slice(entries[i].At, TiffEntry.Length).CopyTo(directory.AsSpan(countLength + (i * TiffEntry.Length)));
    }

    /// <summary>An even place, as the format wants it.</summary>
    private uint DirectoryAt => (uint)file.Length + ((uint)file.Length & 1);

    /// <summary>No reading goes over the end of the file into the directory.</summary>
    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        var source = position < HeaderLength ? header.AsSpan((int)position)
            : position < file.Length ? file.Span[(int)position..]
            : position >= DirectoryAt && position - DirectoryAt < directory.Length ? directory.AsSpan((int)(position - DirectoryAt))
            : default(ReadOnlySpan<byte>);
        int read = Math.Min(count, source.Length);
        source[..read].CopyTo(buffer.AsSpan(offset));
        position += read;
        return read;
    }

    public override long Seek(object clientData, long offset, SeekOrigin origin) =>
        position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? position : file.Length);

    public override long Size(object clientData) => file.Length;

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is read alone.");

    public override void Close(object clientData)
    {
    }
}
