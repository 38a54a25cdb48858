namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>
/// Walks the fields of a protobuf message (https://protobuf.dev/programming-guides/encoding/): as much of it as an ONNX file needs to be looked through
/// without being read into objects.
/// </summary>
internal ref struct OnnxFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>The field's number.</summary>
    public int Number { get; private set; }

    /// <summary>The whole field as it stands in the message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the field is a string, bytes, a message or a packed list.</summary>
    public bool HasPayload { get; private set; }

    /// <summary>The payload's bytes, of a field that has one.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>The value, of a field that is a number.</summary>
    public ulong Value { get; private set; }

    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        var start = rest;
        ulong tag = ReadVarint(ref rest);
        Number = (int)(tag >> 3);
        Payload = default;
        Value = 0;
        HasPayload = (tag & 7) == 2;
        switch (tag & 7)
        {
            case 0:
                Value = ReadVarint(ref rest);
                break;
            case 1:
                Take(8);
                break;
            case 2:
                ulong length = ReadVarint(ref rest);
                Payload = Take(length);
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Damaged();
        }
        Bytes = start[..^rest.Length];
        return true;
    }

    public static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }
        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length)
            throw Damaged();
        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("it is not a whole protobuf message");
}
