namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A field of a Protocol Buffers message, as it lies in the file.</summary>
/// <param name="Number">The field's number in the schema.</param>
/// <param name="Type">How its value is written.</param>
/// <param name="Value">The value of a <see cref="WireType.Varint"/>, otherwise zero.</param>
/// <param name="Content">The value's bytes, without tag and length.</param>
/// <param name="Raw">The whole field: tag, length, value.</param>
internal readonly record struct WireField(int Number, WireType Type, ulong Value, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Raw)
{
    public long Integer => Type == WireType.Varint ? (long)Value : throw Mismatch(WireType.Varint);

    /// <summary>The bytes of a string, of bytes or of a message.</summary>
    public ReadOnlyMemory<byte> Bytes => Type == WireType.Bytes ? Content : throw Mismatch(WireType.Bytes);

    private FormatException Mismatch(WireType expected) => new($"field {Number} is written as {Type}, not as {expected}");
}
