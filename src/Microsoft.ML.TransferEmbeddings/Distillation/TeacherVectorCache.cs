using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// A teacher's vectors in a file: a record per text, of the text's hash and the vector in half precision. The file's name is the teacher's fingerprint.
/// Records are only ever appended: what an interrupted run left is whole but for the last record, which is dropped. One process at a time.
/// </summary>
internal sealed class TeacherVectorCache : IDisposable
{
    private const int KeyBytes = 16;

    private readonly FileStream file;
    private readonly int recordBytes;
    private readonly Dictionary<UInt128, long> places = [];

    /// <exception cref="IOException">The folder can't be written to, or another process has the file open.</exception>
    public TeacherVectorCache(string directory, string fingerprint, int dimension)
    {
        recordBytes = KeyBytes + dimension * sizeof(short);
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"{fingerprint}.vectors");
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 20);
        var record = new byte[recordBytes];
        long whole = file.Length / recordBytes * recordBytes;
        for (long place = 0; place < whole; place += recordBytes)
        {
            file.ReadExactly(record);
            places[KeyIn(record)] = place;
        }
        file.SetLength(whole);
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
            places[key] = start + (long)i * recordBytes;
        }
        file.Write(records);
        file.Flush();
    }

    public void Dispose() => file.Dispose();

    private static UInt128 Key(string text) => KeyIn(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static UInt128 KeyIn(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt128LittleEndian(record);
}
