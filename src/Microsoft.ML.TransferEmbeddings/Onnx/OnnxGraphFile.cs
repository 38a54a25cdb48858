using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>An ONNX file's weights, looked at without ONNX Runtime: their type, and those that lie in files beside it.</summary>
/// <exception cref="InvalidDataException">By every member: the file is damaged.</exception>
internal static class OnnxGraphFile
{
    /// <summary>The files beside the graph that hold weights, as the graph names them; usually none.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="fileName">For messages.</param>
    public static IReadOnlyCollection<string> ExternalFiles(ReadOnlyMemory<byte> file, string fileName) => new SortedSet<string>(
        OnnxModel.Read(file, fileName).Graph.Tensors.Where(tensor => tensor.External is not null).Select(tensor => tensor.External!.Location),
        StringComparer.Ordinal);

    /// <summary>The type that most weights have; Undefined where there are none.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="fileName">For messages.</param>
    public static OnnxElementType WeightType(ReadOnlyMemory<byte> file, string fileName) =>
        OnnxModel.Read(file, fileName).Graph.Tensors
            .GroupBy(tensor => tensor.ElementType, tensor => tensor.Dimensions.Aggregate(1.0, (product, size) => product * size))
            .OrderByDescending(type => type.Sum())
            .FirstOrDefault()?.Key ?? OnnxElementType.Undefined;

    /// <summary>The same graph with the weights of other files inside.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="externalFile">Gives a file's content by the name in the graph.</param>
    /// <exception cref="NotSupportedException">The whole is 2 GB or more.</exception>
    public static byte[] WithWeightsInside(ReadOnlyMemory<byte> file, string fileName, Func<string, ReadOnlyMemory<byte>> externalFile)
    {
        var model = OnnxModel.Read(file, fileName);
        model.TakeWeightsIn(externalFile);
        return model.ToArray();
    }
}
