using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A constant tensor of which most values are zero (SparseTensorProto): two tensors, the other values and where they stand.</summary>
internal static class OnnxSparseTensor
{
    private const int ValuesField = 1, IndicesField = 2;

    /// <exception cref="FormatException">The message is damaged.</exception>
    public static IEnumerable<OnnxTensor> ReadParts(ReadOnlyMemory<byte> content)
    {
        var parts = new List<OnnxTensor>();
        var reader = new ProtobufReader(content);
        while (reader.Read(out var field))
        {
            if (field.Number is ValuesField or IndicesField)
                parts.Add(new OnnxTensor(field.Bytes));
        }
        return parts;
    }
}
