using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Files.Protobuf;

/// <summary>
/// A Protocol Buffers message that is put together. Weights that are added are not copied before <see cref="ToArray"/>, which copies them once: they must stay
/// as they are until then.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int LongestVarint = 10;

    /// <summary>Fewer bytes are copied at once, since to refer to them takes as much memory.</summary>
    private const int Small = 64, BlockLength = 2 * Small;

    private readonly List<ReadOnlyMemory<byte>> parts = [];

    /// <summary>Where small parts are collected. What is from start to end comes after the parts.</summary>
    private byte[] block = [];

    private int start;
    private int end;

    public ProtobufMessage()
    {
    }

    /// <summary>A message as it was read.</summary>
    public ProtobufMessage(ReadOnlyMemory<byte> content) => AddRaw(content);

    public long Length { get; private set; }

    public void Add(int field, long value) => AddTag(field, ProtobufWireType.Varint, (ulong)value);

    public void Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    public void Add(int field, ReadOnlyMemory<byte> content)
    {
        AddTag(field, ProtobufWireType.Bytes, (ulong)content.Length);
        AddRaw(content);
    }

    public void Add(int field, ProtobufMessage message)
    {
        AddTag(field, ProtobufWireType.Bytes, (ulong)message.Length);
        foreach (var part in message.parts)
            AddRaw(part);
        AddRaw(message.block.AsMemory(message.start..message.end));
    }

    /// <summary>Fields as they were read, tags included.</summary>
    public void AddRaw(ReadOnlyMemory<byte> fields)
    {
        if (fields.Length <= Small)
        {
            fields.Span.CopyTo(Room(fields.Length));
            Advance(fields.Length);
            return;
        }
        CloseBlock();
        parts.Add(fields);
        Length += fields.Length;
    }

    /// <exception cref="OverflowException">It has 2 GB or more.</exception>
    public byte[] ToArray()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        int position = 0;
        foreach (var part in parts)
        {
            part.Span.CopyTo(bytes.AsSpan(position));
            position += part.Length;
        }
        block.AsSpan(start..end).CopyTo(bytes.AsSpan(position));
        return bytes;
    }

    /// <summary>Adds a tag and the number after it: a value, or the length of one.</summary>
    private void AddTag(int field, ProtobufWireType type, ulong number)
    {
        var room = Room(2 * LongestVarint);
        int length = WriteVarint(room, ((ulong)field << 3) | (uint)type);
        Advance(length + WriteVarint(room[length..], number));
    }

    private Span<byte> Room(int length)
    {
        if (block.Length - end < length)
        {
            CloseBlock();
            (block, start, end) = (new byte[BlockLength], 0, 0);
        }
        return block.AsSpan(end);
    }

    private void Advance(int length)
    {
        end += length;
        Length += length;
    }

    private void CloseBlock()
    {
        if (end > start)
            parts.Add(block.AsMemory(start..end));
        start = end;
    }

    private static int WriteVarint(Span<byte> bytes, ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        return length;
    }
}
