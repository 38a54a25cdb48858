namespace Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

/// <summary>An ONNX file with 8-bit weights, and what was done to it.</summary>
/// <param name="File">The new file.</param>
/// <param name="Matrices">Constant matrices that are 8-bit now.</param>
/// <param name="BytesBefore">Of those matrices, in the file given.</param>
/// <param name="BytesAfter">Of those matrices, scales included.</param>
/// <param name="LeftAlone">What could have been and is not, each with the reason.</param>
internal sealed record QuantizedGraph(byte[] File, int Matrices, long BytesBefore, long BytesAfter, IReadOnlyList<string> LeftAlone);
