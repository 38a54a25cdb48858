using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Files.Protobuf;

/// <summary>A field of a message, as it lies in the file. What is read as another type than it was written in is a <see cref="FormatException"/>.</summary>
/// <param name="Number">The field's number in the schema.</param>
/// <param name="Type">How its value is written.</param>
/// <param name="Value">The value of a <see cref="ProtobufWireType.Varint"/>, otherwise zero.</param>
/// <param name="Content">The value's bytes, without tag and length.</param>
/// <param name="Raw">The whole field: tag, length, value.</param>
internal readonly record struct ProtobufField(int Number, ProtobufWireType Type, ulong Value, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Raw)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public long Integer => Type == ProtobufWireType.Varint ? (long)Value : throw Mismatch(ProtobufWireType.Varint);

    public bool Boolean => Integer != 0;

    public float Single => Type == ProtobufWireType.Fixed32 ? BinaryPrimitives.ReadSingleLittleEndian(Content.Span) : throw Mismatch(ProtobufWireType.Fixed32);

    /// <summary>The bytes of a text, of bytes or of a message.</summary>
    public ReadOnlyMemory<byte> Bytes => Type == ProtobufWireType.Bytes ? Content : throw Mismatch(ProtobufWireType.Bytes);

    public string Text
    {
        get
        {
            try
            {
                return Utf8.GetString(Bytes.Span);
            }
            catch (DecoderFallbackException e)
            {
                throw new FormatException($"field {Number} is a text that is not valid UTF-8", e);
            }
        }
    }

    /// <summary>The integers of a repeated field, which a writer may have packed into one or not.</summary>
    public IEnumerable<long> ReadIntegers()
    {
        if (Type == ProtobufWireType.Varint)
        {
            yield return (long)Value;
            yield break;
        }
        for (var packed = new ProtobufReader(Bytes); !packed.IsAtEnd;)
            yield return (long)packed.ReadVarint();
    }

    private FormatException Mismatch(ProtobufWireType expected) => new($"field {Number} is written as {Type}, not as {expected}");
}
