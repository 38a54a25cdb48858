using System.IO.Compression;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>
/// What a gzip file holds, all of it: .NET's own stream ends without a word where a file was cut off. So one more member is put after the file's last byte, and what
/// comes out must end with that member's content.
/// </summary>
internal sealed class WholeGzipStream : Stream
{
    private const int MarkBytes = 32, BufferBytes = 1 << 16;

    private static readonly byte[] Mark = [.. Enumerable.Range(1, MarkBytes).Select(i => (byte)(167 * i))];
    private static readonly byte[] MarkMember = Compress(Mark);

    private readonly GZipStream decompressed;

    /// <summary>What was decompressed and not yet given away; the last bytes may be the mark.</summary>
    private readonly byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;

    public WholeGzipStream(Stream file) => decompressed = new GZipStream(new MarkedFile(file), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The file is damaged or cut off.</exception>
    public override int Read(Span<byte> bytes)
    {
        while (end - start <= MarkBytes)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            int read = decompressed.Read(buffer.AsSpan(end));
            if (read == 0)
                return buffer.AsSpan(0, end).SequenceEqual(Mark) ? 0 : throw new InvalidDataException("The compressed data end early.");
            end += read;
        }
        int count = Math.Min(bytes.Length, end - start - MarkBytes);
        buffer.AsSpan(start, count).CopyTo(bytes);
        start += count;
        return count;
    }

    public override int Read(byte[] bytes, int offset, int count) => Read(bytes.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] bytes, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decompressed.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        using var member = new MemoryStream();
        using (var compressor = new GZipStream(member, CompressionLevel.Fastest))
            compressor.Write(content);
        return member.ToArray();
    }

    /// <summary>The file's bytes and the mark's member.</summary>
    private sealed class MarkedFile(Stream file) : MemoryStream(MarkMember, writable: false)
    {
        public override int Read(byte[] bytes, int offset, int count) => file.Read(bytes, offset, count) is > 0 and var read ? read : base.Read(bytes, offset, count);
    }
}
