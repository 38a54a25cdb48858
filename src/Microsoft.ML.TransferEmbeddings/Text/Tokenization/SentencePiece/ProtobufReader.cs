using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Reads the fields of one message of Protocol Buffers, one after the other. Every read checks that the bytes are there.</summary>
internal struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5, MaxVarintBytes = 10;

    private int position;
    private int wireType;

    /// <summary>Goes to the next field, whose value must then be read or skipped; false at the end of the message.</summary>
    public bool ReadField(out int field)
    {
        field = 0;
        if (position == message.Length)
            return false;
        ulong tag = ReadVarint();
        wireType = (int)(tag & 7);
        field = tag >> 3 is > 0 and <= 0x1FFFFFFF ? (int)(tag >> 3) : throw new InvalidDataException("a field has no valid number.");
        return true;
    }

    public int ReadInt32()
    {
        Expect(Varint);
        return (int)ReadVarint();
    }

    public bool ReadBoolean()
    {
        Expect(Varint);
        return ReadVarint() != 0;
    }

    public float ReadSingle()
    {
        Expect(Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)).Span);
    }

    public ReadOnlyMemory<byte> ReadBytes()
    {
        Expect(Bytes);
        return Take(ReadVarint());
    }

    public ProtobufReader ReadMessage() => new(ReadBytes());

    public void Skip()
    {
        switch (wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(sizeof(ulong));
                break;
            case Bytes:
                Take(ReadVarint());
                break;
            case Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw new InvalidDataException($"a field has the unknown wire type {wireType}.");
        }
    }

    private readonly void Expect(int expected)
    {
        if (wireType != expected)
            throw new InvalidDataException($"a field has the wire type {wireType} for {expected}.");
    }

    private ReadOnlyMemory<byte> Take(ulong count)
    {
        if (count > (ulong)(message.Length - position))
            throw new InvalidDataException($"it ends in the middle of a field of {count} bytes.");
        var taken = message.Slice(position, (int)count);
        position += (int)count;
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        var bytes = message.Span;
        for (int i = 0; i < MaxVarintBytes; i++)
        {
            if (position == bytes.Length)
                throw new InvalidDataException("it ends in the middle of a number.");
            byte b = bytes[position++];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
                return value;
        }
        throw new InvalidDataException("a number is too long.");
    }
}
