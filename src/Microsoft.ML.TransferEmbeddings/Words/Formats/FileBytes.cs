using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Files;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>The bytes of a file in order, decompressed where gzip's first two bytes say so. What comes next can be looked at before it is taken.</summary>
internal sealed class FileBytes : IDisposable
{
    private const int BufferBytes = 1 << 20, LongestPeek = 1 << 26;

    private readonly string path;
    private readonly FileStream file;
    private readonly Stream stream;
    private byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;
    private long taken;
    private bool ended;

    public FileBytes(string path)
    {
        this.path = path;
        ContentFile.RequireContent(path);
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        stream = file;
        try
        {
            TryPeek(GitLfsPointer.FirstLine.Length);
            ContentFile.RequireNoPointer(Available, path);
            if (!Available.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
                return;
            file.Position = 0;
            (start, end, ended) = (0, 0, false);
            stream = new WholeGzipStream(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What was read and not yet taken: at least as much as the last peek found.</summary>
    public ReadOnlySpan<byte> Available => buffer.AsSpan(start, end - start);

    /// <summary>Whether the file has nothing after what is available.</summary>
    public bool HasEnded => ended;

    /// <summary>Bytes that are still to come; null for a compressed file, which does not say.</summary>
    public long? Remaining => stream == file ? file.Length - taken : null;

    /// <summary>How much of the file was taken, from 0 to 1. Of a compressed file a little too much: what was read.</summary>
    public double Share => file.Length == 0 ? 1 : (double)(stream == file ? taken : file.Position) / file.Length;

    /// <summary>Makes bytes available without taking them.</summary>
    /// <returns>False where the file has fewer, or there are more than can be looked at.</returns>
    public bool TryPeek(int count)
    {
        while (end - start < count)
        {
            if (ended || count > LongestPeek)
                return false;
            ReadMore();
        }
        return true;
    }

    public void Take(int count)
    {
        start += count;
        taken += count;
    }

    /// <summary>The place of a byte in what is available, which grows until it is there.</summary>
    /// <returns>-1 where the file ends before, or <paramref name="limit"/> bytes do not have it.</returns>
    public int IndexOf(byte value, int from = 0, int limit = LongestPeek)
    {
        for (int searched = from; ;)
        {
            int found = Available[searched..].IndexOf(value);
            if (found >= 0)
                return searched + found;
            searched = end - start;
            if (ended || searched >= limit)
                return -1;
            ReadMore();
        }
    }

    /// <summary>Takes bytes.</summary>
    /// <returns>False where the file ends before.</returns>
    public bool TryRead(Span<byte> bytes)
    {
        while (true)
        {
            int count = Math.Min(bytes.Length, end - start);
            Available[..count].CopyTo(bytes);
            Take(count);
            bytes = bytes[count..];
            if (bytes.IsEmpty)
                return true;
            if (ended)
                return false;
            if (bytes.Length < buffer.Length)
            {
                ReadMore();
                continue;
            }
            int read = Read(bytes);
            taken += read;
            bytes = bytes[read..];
            ended = read == 0;
        }
    }

    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public int ReadInt32(string what) => BinaryPrimitives.ReadInt32LittleEndian(ReadSome(stackalloc byte[sizeof(int)], what));

    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public long ReadInt64(string what) => BinaryPrimitives.ReadInt64LittleEndian(ReadSome(stackalloc byte[sizeof(long)], what));

    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public byte ReadByte(string what) => ReadSome(stackalloc byte[1], what)[0];

    /// <summary>Numbers, as many as the file claims to have: memory is taken as they come.</summary>
    /// <exception cref="InvalidDataException">The file ends before, or they are too many for memory.</exception>
    public T[] ReadArray<T>(long count, string what)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        if (count < 0 || count > Array.MaxLength || count * size > (Remaining ?? long.MaxValue))
            throw Error($"{what} should have {count:N0} values, and the file {(Remaining is { } left ? $"has {left:N0} bytes left" : "can't have so many")}");
        var values = GC.AllocateUninitializedArray<T>((int)(Remaining is null ? Math.Min(count, BufferBytes) : count));
        for (int done = 0; ; )
        {
            if (!TryRead(MemoryMarshal.AsBytes(values.AsSpan(done))))
                throw Error($"the file ends in {what}");
            done = values.Length;
            if (done == count)
                return values;
            Array.Resize(ref values, (int)Math.Min(count, 2L * done));
        }
    }

    public InvalidDataException Error(string what, Exception? inner = null, string advice = "Mend the file, or download or copy it again.") =>
        new($"'{path}' can't be read as word vectors: {what}. {advice}", inner);

    public void Dispose()
    {
        stream.Dispose();
        file.Dispose();
    }

    private ReadOnlySpan<byte> ReadSome(Span<byte> bytes, string what) => TryRead(bytes) ? bytes : throw Error($"the file ends in {what}");

    private void ReadMore()
    {
        if (end == buffer.Length)
        {
            var target = start == 0 ? new byte[2 * buffer.Length] : buffer;
            Available.CopyTo(target);
            buffer = target;
            (start, end) = (0, end - start);
        }
        int read = Read(buffer.AsSpan(end));
        end += read;
        ended = read == 0;
    }

    private int Read(Span<byte> bytes)
    {
        try
        {
            return stream.Read(bytes);
        }
        catch (InvalidDataException e)
        {
            throw Error("the compressed data are damaged or end early", e);
        }
    }
}
