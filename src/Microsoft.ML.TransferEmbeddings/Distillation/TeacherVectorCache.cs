using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// A teacher's vectors in a file. A line says of which teacher; a record per text holds the text's hash, the vector in half precision, and a hash of both. Records are
/// only ever appended. One that is damaged, or that an interrupted run left unfinished, is as if it were not there: the teacher is asked again. One process at a time.
/// </summary>
internal sealed class TeacherVectorCache : IDisposable
{
    private const int KeyBytes = 16, ChecksumBytes = 16;

    private readonly FileStream file;
    private readonly int recordBytes;
    private readonly Dictionary<UInt128, long> places = [];

    /// <exception cref="IOException">The folder can't be written to, or another process has the file open.</exception>
    /// <exception cref="InvalidDataException">The file is something else, or another teacher's.</exception>
    public TeacherVectorCache(string directory, string fingerprint, int dimension)
    {
        recordBytes = KeyBytes + dimension * sizeof(short) + ChecksumBytes;
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"{fingerprint}.vectors");
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 20);
        try
        {
            ReadHeader(path, Encoding.ASCII.GetBytes($"teacher vectors 2 {fingerprint} {dimension}\n"));
            ReadPlaces();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool TryRead(string text, Span<Half> vector)
    {
        if (!places.TryGetValue(Key(text), out long place))
            return false;
        file.Position = place + KeyBytes;
        file.ReadExactly(MemoryMarshal.AsBytes(vector));
        return true;
    }

    public void Append(IReadOnlyList<string> texts, IReadOnlyList<Half[]> vectors)
    {
        long start = file.Seek(0, SeekOrigin.End);
        var records = new byte[texts.Count * recordBytes];
        for (int i = 0; i < texts.Count; i++)
        {
            var record = records.AsSpan(i * recordBytes, recordBytes);
            var key = Key(texts[i]);
            BinaryPrimitives.WriteUInt128LittleEndian(record, key);
            MemoryMarshal.AsBytes(vectors[i].AsSpan()).CopyTo(record[KeyBytes..]);
            Checksum(record).CopyTo(record[^ChecksumBytes..]);
            places[key] = start + (long)i * recordBytes;
        }
        file.Write(records);
        file.Flush();
    }

    public void Dispose() => file.Dispose();

    private void ReadHeader(string path, byte[] expected)
    {
        if (file.Length == 0)
            file.Write(expected);
        var header = new byte[expected.Length];
        file.Position = 0;
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan().SequenceEqual(expected))
            throw new InvalidDataException($"'{path}' is no cache of this teacher's vectors, and is left as it is. Delete it, or name another folder.");
    }

    private void ReadPlaces()
    {
        var record = new byte[recordBytes];
        long place = file.Position;
        for (; place + recordBytes <= file.Length; place += recordBytes)
        {
            file.ReadExactly(record);
            if (Checksum(record).SequenceEqual(record.AsSpan(^ChecksumBytes..)))
                places[KeyIn(record)] = place;
        }
        file.SetLength(place);
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> record) => SHA256.HashData(record[..^ChecksumBytes]).AsSpan(0, ChecksumBytes);

    private static UInt128 Key(string text) => KeyIn(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static UInt128 KeyIn(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt128LittleEndian(record);
}
