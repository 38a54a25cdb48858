using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>Reads a part of a model zip. A number of values that the part is too short for is refused before memory is taken.</summary>
/// <param name="reader">At the part's first byte.</param>
/// <param name="length">The bytes of the part.</param>
internal sealed class ModelPartReader(BinaryReader reader, long length)
{
    private readonly long end = reader.BaseStream.Position + length;

    private long Left => end - reader.BaseStream.Position;

    public int ReadInt32() => reader.ReadInt32();

    public bool ReadBoolean() => reader.ReadBoolean();

    public string ReadString() => reader.ReadString();

    public T[] ReadValues<T>(long count)
        where T : unmanaged
    {
        CheckCount(count, Marshal.SizeOf<T>());
        var values = new T[count];
        // A span of bytes ends at two gigabytes, an array of values does not.
        for (int first = 0; first < values.Length; first += ModelPart.ValuesAtOnce)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(ModelPart.ValuesAtOnce, values.Length - first))));
        return values;
    }

    /// <summary>Each has a byte or more.</summary>
    public string[] ReadStrings(int count)
    {
        CheckCount(count, size: 1);
        var values = new string[count];
        for (int i = 0; i < count; i++)
            values[i] = reader.ReadString();
        return values;
    }

    /// <exception cref="InvalidDataException">There is more than what was read.</exception>
    public void CheckEnd()
    {
        if (Left != 0)
            throw new InvalidDataException($"It has {Left:N0} bytes more than what it lists.");
    }

    private void CheckCount(long count, int size)
    {
        if (count < 0 || count > Left / size)
            throw new InvalidDataException($"It lists {count:N0} values and has bytes for {Left / size:N0}.");
    }
}
