namespace Microsoft.ML.TransferEmbeddings.Files.Protobuf;

/// <summary>How a field's value is written (https://protobuf.dev/programming-guides/encoding, "Message Structure"). Groups, long out of use, are refused.</summary>
internal enum ProtobufWireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
