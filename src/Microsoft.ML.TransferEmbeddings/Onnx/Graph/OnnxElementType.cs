namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>The element types of tensors that something here reads or writes; others keep their number (TensorProto.DataType).</summary>
internal enum OnnxElementType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Float16 = 10,
    Double = 11,
    BFloat16 = 16,
}
