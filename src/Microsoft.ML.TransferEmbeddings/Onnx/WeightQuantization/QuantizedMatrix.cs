namespace Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

/// <summary>A matrix that was made 8-bit: the initializers that hold it.</summary>
/// <param name="Bytes">The name of the initializer with the weights.</param>
/// <param name="Scales">The name of the initializer with the blocks' scales.</param>
/// <param name="BlockSize">Weights in a block.</param>
internal sealed record QuantizedMatrix(string Bytes, string Scales, int BlockSize);
