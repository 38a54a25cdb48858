namespace Microsoft.ML.TransferEmbeddings.Files.Protobuf;

/// <summary>
/// Reads the fields of a Protocol Buffers message one after another. Nothing is copied. What is wrong with a message is a <see cref="FormatException"/>, whose
/// message has no full stop: who knows the file says which one it is and what to do.
/// </summary>
internal struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private const ulong LargestNumber = (1 << 29) - 1;

    private readonly ReadOnlyMemory<byte> message = message;
    private int position;

    public readonly bool IsAtEnd => position == message.Length;

    /// <returns>False at the message's end.</returns>
    /// <exception cref="FormatException">The message is damaged.</exception>
    public bool Read(out ProtobufField field)
    {
        field = default;
        if (IsAtEnd)
            return false;

        int start = position;
        ulong tag = ReadVarint();
        if (tag >> 3 is 0 or > LargestNumber)
            throw new FormatException("a field has no valid number");
        var type = (ProtobufWireType)(tag & 7);
        ulong value = 0;
        int valueStart = position;
        switch (type)
        {
            case ProtobufWireType.Varint:
                value = ReadVarint();
                break;
            case ProtobufWireType.Fixed64:
                Skip(sizeof(ulong));
                break;
            case ProtobufWireType.Fixed32:
                Skip(sizeof(uint));
                break;
            case ProtobufWireType.Bytes:
                ulong length = ReadVarint();
                valueStart = position;
                Skip(length);
                break;
            default:
                throw new FormatException($"a field has the unknown wire type {(int)type}");
        }
        field = new ProtobufField((int)(tag >> 3), type, value, message[valueStart..position], message[start..position]);
        return true;
    }

    /// <summary>A bare number, as packed lists have them.</summary>
    /// <exception cref="FormatException">The message is damaged.</exception>
    public ulong ReadVarint()
    {
        const int bits = 64, bitsPerByte = 7;
        var span = message.Span;
        ulong value = 0;
        for (int shift = 0; shift < bits; shift += bitsPerByte)
        {
            if (position == span.Length)
                throw new FormatException("it ends in the middle of a number");
            byte next = span[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new FormatException("a number has more than 64 bits");
    }

    private void Skip(ulong length)
    {
        if (length > (ulong)(message.Length - position))
            throw new FormatException($"it ends in the middle of a field of {length:N0} bytes");
        position += (int)length;
    }
}
