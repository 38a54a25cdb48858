using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>Reads the fields of a Protocol Buffers message one after the other. Nothing is copied.</summary>
internal struct WireReader(ReadOnlyMemory<byte> content)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> message = content;
    private int position;

    /// <returns>False at the message's end.</returns>
    /// <exception cref="FormatException">The message is damaged.</exception>
    public bool Read(out WireField field)
    {
        field = default;
        int start = position;
        if (start == message.Length)
            return false;

        ulong tag = ReadVarint();
        if (tag >> 3 is 0 or > int.MaxValue)
            throw new FormatException("a field has an impossible number");
        var type = (WireType)(tag & 7);
        ulong value = 0;
        int valueStart = position;
        switch (type)
        {
            case WireType.Varint:
                value = ReadVarint();
                break;
            case WireType.Fixed64:
                Skip(sizeof(ulong));
                break;
            case WireType.Fixed32:
                Skip(sizeof(uint));
                break;
            case WireType.Bytes:
                ulong length = ReadVarint();
                valueStart = position;
                Skip(length);
                break;
            default:
                throw new FormatException($"a field has the unknown wire type {(int)type}");
        }
        field = new WireField((int)(tag >> 3), type, value, message[valueStart..position], message[start..position]);
        return true;
    }

    /// <exception cref="FormatException">The bytes are not UTF-8.</exception>
    public static string ReadString(WireField field)
    {
        try
        {
            return Utf8.GetString(field.Bytes.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("a name is not valid UTF-8", e);
        }
    }

    /// <summary>Adds the integers of a repeated field, which a writer may have packed into one or not.</summary>
    /// <exception cref="FormatException">The field does not hold integers.</exception>
    public static void ReadIntegers(WireField field, List<long> integers)
    {
        if (field.Type == WireType.Varint)
        {
            integers.Add(field.Integer);
            return;
        }
        var packed = new WireReader(field.Bytes);
        while (packed.position < packed.message.Length)
            integers.Add((long)packed.ReadVarint());
    }

    private ulong ReadVarint()
    {
        const int bits = 64, bitsPerByte = 7;
        var span = message.Span;
        ulong value = 0;
        for (int shift = 0; shift < bits; shift += bitsPerByte)
        {
            if (position == span.Length)
                throw Truncated();
            byte next = span[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new FormatException("an integer has more than 64 bits");
    }

    private void Skip(ulong length)
    {
        if (length > (ulong)(message.Length - position))
            throw Truncated();
        position += (int)length;
    }

    private static FormatException Truncated() => new("a field is longer than what is left of the file");
}
