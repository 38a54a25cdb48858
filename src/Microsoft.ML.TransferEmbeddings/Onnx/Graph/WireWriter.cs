using System.Buffers;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>Writes the fields of a Protocol Buffers message.</summary>
/// <param name="capacity">The bytes that are expected; more is no mistake.</param>
internal sealed class WireWriter(int capacity = 256)
{
    private const int LongestVarint = 10;

    private readonly ArrayBufferWriter<byte> buffer = new(capacity);

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    public void Write(int field, long value)
    {
        WriteTag(field, WireType.Varint);
        WriteVarint((ulong)value);
    }

    public void Write(int field, string text) => Write(field, Encoding.UTF8.GetBytes(text));

    public void Write(int field, ReadOnlySpan<byte> content)
    {
        WriteTag(field, WireType.Bytes);
        WriteVarint((ulong)content.Length);
        buffer.Write(content);
    }

    /// <summary>A field as it was read, tag included.</summary>
    public void WriteRaw(ReadOnlyMemory<byte> field) => buffer.Write(field.Span);

    /// <summary>The most bytes that a field of content of this length has.</summary>
    public static long SizeOf(ReadOnlyMemory<byte> content) => (2 * LongestVarint) + (long)content.Length;

    private void WriteTag(int field, WireType type) => WriteVarint(((ulong)field << 3) | (uint)type);

    private void WriteVarint(ulong value)
    {
        var span = buffer.GetSpan(LongestVarint);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        buffer.Advance(length);
    }
}
