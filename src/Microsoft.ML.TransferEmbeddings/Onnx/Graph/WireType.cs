namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>How a field's value is written (https://protobuf.dev/programming-guides/encoding, "Message Structure"). Groups are not in ONNX.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
