using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>
/// An ONNX file, looked through without ONNX Runtime: the types of its weights, and weights that lie in files beside it. Field numbers are those of
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
/// </summary>
/// <exception cref="InvalidDataException">By every member: the file is damaged.</exception>
internal static class OnnxGraphFile
{
    private const int RawData = 9, ExternalData = 13, DataLocation = 14;

    private enum Message { Other, Model, Graph, Node, Attribute, Tensor }

    /// <summary>The files beside the graph that hold weights, as the graph names them; usually none.</summary>
    public static IReadOnlyCollection<string> ExternalFiles(ReadOnlyMemory<byte> file)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Visit(file.Span, Message.Model, tensor =>
        {
            if (External.Of(tensor) is { } external)
                names.Add(external.Location);
        });
        return names;
    }

    /// <summary>The type that most weights have, by the number of ONNX's TensorProto.DataType; 0 where there are none.</summary>
    public static int WeightType(ReadOnlyMemory<byte> file)
    {
        var counts = new Dictionary<int, double>();
        Visit(file.Span, Message.Model, tensor =>
        {
            int type = 0;
            double count = 1;
            for (var fields = new OnnxFields(tensor); fields.MoveNext();)
            {
                if (fields.Number == 2)
                    type = (int)fields.Value;
                else if (fields.Number == 1 && !fields.HasPayload)
                    count *= fields.Value;
                for (var packed = fields.Number == 1 ? fields.Payload : default; !packed.IsEmpty;)
                    count *= OnnxFields.ReadVarint(ref packed);
            }
            counts[type] = counts.GetValueOrDefault(type) + count;
        });
        return counts.Count == 0 ? 0 : counts.MaxBy(entry => entry.Value).Key;
    }

    /// <summary>The same graph with the weights of other files inside.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="externalFile">Gives a file's content by the name in the graph.</param>
    /// <exception cref="NotSupportedException">The whole is 2 GB or more.</exception>
    public static byte[] WithWeightsInside(ReadOnlyMemory<byte> file, Func<string, ReadOnlyMemory<byte>> externalFile)
    {
        long length = Length(file.Span, Message.Model, externalFile);
        if (length > Array.MaxLength)
            throw new NotSupportedException($"the graph has {length:N0} bytes with its weights and ONNX Runtime opens up to 2 GB from memory. Use a quantised export");
        var output = new byte[length];
        int written = 0;
        Write(file.Span, Message.Model, externalFile, output, ref written);
        return output;
    }

    private static Message Child(Message parent, int field) => (parent, field) switch
    {
        (Message.Model, 7) or (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Graph, 1) => Message.Node,
        (Message.Node, 5) => Message.Attribute,
        (Message.Graph, 5) or (Message.Attribute, 5 or 10) => Message.Tensor,
        _ => Message.Other,
    };

    private delegate void TensorVisitor(ReadOnlySpan<byte> tensor);

    private static void Visit(ReadOnlySpan<byte> message, Message kind, TensorVisitor visitor)
    {
        RequireStack();
        if (kind == Message.Tensor)
        {
            visitor(message);
            return;
        }
        for (var fields = new OnnxFields(message); fields.MoveNext();)
        {
            var child = Child(kind, fields.Number);
            if (child != Message.Other && fields.HasPayload)
                Visit(fields.Payload, child, visitor);
        }
    }

    /// <summary>Graphs may hold graphs; a hostile file must not end the process.</summary>
    private static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new InvalidDataException("its graphs are nested too deep");
    }

    private static long Length(ReadOnlySpan<byte> message, Message kind, Func<string, ReadOnlyMemory<byte>> externalFile)
    {
        RequireStack();
        long length = 0;
        var external = kind == Message.Tensor ? External.Of(message) : null;
        for (var fields = new OnnxFields(message); fields.MoveNext();)
        {
            if (external is not null && fields.Number is ExternalData or DataLocation)
                continue;
            var child = Child(kind, fields.Number);
            length += child == Message.Other || !fields.HasPayload ? fields.Bytes.Length : Field(Length(fields.Payload, child, externalFile));
        }
        return external is null ? length : length + Field(external.Slice(externalFile).Length);

        static long Field(long payload) => 1 + VarintLength((ulong)payload) + payload;
    }

    private static void Write(ReadOnlySpan<byte> message, Message kind, Func<string, ReadOnlyMemory<byte>> externalFile, Span<byte> output, ref int written)
    {
        var external = kind == Message.Tensor ? External.Of(message) : null;
        for (var fields = new OnnxFields(message); fields.MoveNext();)
        {
            if (external is not null && fields.Number is ExternalData or DataLocation)
                continue;
            var child = Child(kind, fields.Number);
            if (child == Message.Other || !fields.HasPayload)
            {
                fields.Bytes.CopyTo(output[written..]);
                written += fields.Bytes.Length;
                continue;
            }
            WriteHead(fields.Number, Length(fields.Payload, child, externalFile), output, ref written);
            Write(fields.Payload, child, externalFile, output, ref written);
        }
        if (external is null)
            return;
        var weights = external.Slice(externalFile).Span;
        WriteHead(RawData, weights.Length, output, ref written);
        weights.CopyTo(output[written..]);
        written += weights.Length;
    }

    /// <summary>Every field that is written anew has a number under 16, so that its tag is one byte.</summary>
    private static void WriteHead(int field, long length, Span<byte> output, ref int written)
    {
        output[written++] = (byte)(field << 3 | 2);
        for (ulong left = (ulong)length; ; left >>= 7)
        {
            output[written++] = (byte)(left < 0x80 ? left : left & 0x7F | 0x80);
            if (left < 0x80)
                return;
        }
    }

    private static int VarintLength(ulong value)
    {
        int length = 1;
        while ((value >>= 7) > 0)
            length++;
        return length;
    }

    /// <summary>Where a tensor's data lies that is not in the graph.</summary>
    private sealed record External(string Location, long Offset, long? Size)
    {
        public static External? Of(ReadOnlySpan<byte> tensor)
        {
            var entries = new Dictionary<string, string>();
            bool isExternal = false;
            for (var fields = new OnnxFields(tensor); fields.MoveNext();)
            {
                if (fields.Number == DataLocation)
                    isExternal = fields.Value == 1;
                else if (fields.Number == ExternalData)
                    AddEntry(fields.Payload, entries);
            }
            if (!isExternal)
                return null;
            if (!entries.TryGetValue("location", out string? location) || !TryRead("offset", out long? offset) || !TryRead("length", out long? size))
                throw new InvalidDataException("it does not say where the weights lie that are in another file");
            return new External(location, offset ?? 0, size);

            bool TryRead(string key, out long? value)
            {
                value = null;
                if (!entries.TryGetValue(key, out string? text))
                    return true;
                bool isNumber = long.TryParse(text, out long number) && number >= 0;
                value = number;
                return isNumber;
            }
        }

        public ReadOnlyMemory<byte> Slice(Func<string, ReadOnlyMemory<byte>> externalFile)
        {
            var file = externalFile(Location);
            long end = Offset + (Size ?? file.Length - Offset);
            return Offset <= file.Length && end <= file.Length && end >= Offset
                ? file[(int)Offset..(int)end]
                : throw new InvalidDataException($"weights lie at {Offset:N0} to {end:N0} of '{Location}', which has {file.Length:N0} bytes");
        }

        private static void AddEntry(ReadOnlySpan<byte> entry, Dictionary<string, string> entries)
        {
            string key = "", value = "";
            for (var fields = new OnnxFields(entry); fields.MoveNext();)
            {
                if (fields.Number == 1)
                    key = Encoding.UTF8.GetString(fields.Payload);
                else if (fields.Number == 2)
                    value = Encoding.UTF8.GetString(fields.Payload);
            }
            entries[key] = value;
        }
    }
}
