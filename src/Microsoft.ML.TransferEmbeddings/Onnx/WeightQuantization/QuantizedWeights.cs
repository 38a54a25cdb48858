using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

/// <summary>Adds 8-bit matrices to a graph and keeps account of them.</summary>
internal sealed class QuantizedWeights(OnnxGraph graph)
{
    private readonly HashSet<string> names =
        [.. graph.Initializers.Select(tensor => tensor.Name), .. graph.Nodes.SelectMany(node => node.UsedNames.Concat(node.Outputs).Append(node.Name))];

    private readonly HashSet<OnnxTensor> originals = [];
    private readonly List<string> leftAlone = [];
    private int matrices;
    private long bytesBefore;
    private long bytesAfter;

    /// <summary>A name that the graph does not have yet.</summary>
    public string NewName(string wanted)
    {
        string name = wanted;
        for (int number = 2; !names.Add(name); number++)
            name = $"{wanted}_{number}";
        return name;
    }

    public void LeaveAlone(OnnxNode node, string reason) => leftAlone.Add($"{node.Title}: {reason}");

    /// <summary>Adds the matrix in 8 bits; null, and a note, where it can't be.</summary>
    /// <param name="node">The user of the matrix.</param>
    /// <param name="matrix">Its rows are cut into blocks.</param>
    /// <param name="blockSize">Weights in a block, by the length of a row.</param>
    /// <param name="type">UInt8 around 128, or Int8.</param>
    /// <exception cref="FormatException">The matrix is damaged.</exception>
    public QuantizedMatrix? Quantize(OnnxNode node, ConstantMatrix matrix, Func<int, int> blockSize, OnnxElementType type)
    {
        const byte middle = 128;
        var tensor = matrix.Tensor;
        bool isHalf = tensor.ElementType == OnnxElementType.Float16;
        if (tensor.External is not null)
            return LeaveMatrixAlone(node, tensor, "are in another file");
        if (!isHalf && tensor.ElementType != OnnxElementType.Float)
            return LeaveMatrixAlone(node, tensor, $"are {tensor.ElementType}, not Float or Float16");
        float[] rows = matrix.ReadRows();
        if (rows.Length == 0)
            return LeaveMatrixAlone(node, tensor, "are empty");
        int elementSize = isHalf ? sizeof(ushort) : sizeof(float);
        int size = blockSize(matrix.Columns), blocks = BlockQuantizer.BlockCount(matrix.Columns, size);
        long bytesNow = (long)matrix.Rows * blocks * (size + elementSize);
        if (bytesNow >= (long)rows.Length * elementSize)
            return LeaveMatrixAlone(node, tensor, $"have {matrix.Columns} values in a row, which take no less in 8 bits");
        if (BlockQuantizer.Quantize(rows, matrix.Columns, size, type == OnnxElementType.UInt8 ? middle : (byte)0, isHalf) is not { } quantized)
            return LeaveMatrixAlone(node, tensor, "are not all finite");

        long[] shape = type == OnnxElementType.UInt8 ? [matrix.Rows, blocks, size] : [matrix.Rows, size];
        string title = tensor.Name.Length > 0 ? tensor.Name : node.Outputs[0];
        var bytes = new OnnxTensor(NewName($"{title}_int8"), type, shape, quantized.Bytes);
        var scales = new OnnxTensor(NewName($"{title}_scales"), tensor.ElementType, [matrix.Rows, blocks], AsBytes(quantized.Scales, isHalf));
        graph.Initializers.AddRange([bytes, scales]);
        originals.Add(tensor);
        matrices++;
        bytesBefore += (long)rows.Length * elementSize;
        bytesAfter += bytesNow;
        return new QuantizedMatrix(bytes.Name, scales.Name, size);
    }

    /// <summary>Writes the model, and notes which matrices it holds twice.</summary>
    public QuantizedGraph Finish(OnnxModel model)
    {
        foreach (var tensor in graph.Initializers.Where(originals.Contains))
            leftAlone.Add($"'{tensor.Name}': it is in the graph as {tensor.ElementType} too, because another operator uses it");
        return new QuantizedGraph(model.ToArray(), matrices, bytesBefore, bytesAfter, leftAlone);
    }

    private QuantizedMatrix? LeaveMatrixAlone(OnnxNode node, OnnxTensor tensor, string reason)
    {
        LeaveAlone(node, $"its weights '{tensor.Name}' {reason}");
        return null;
    }

    private static byte[] AsBytes(float[] scales, bool isHalf)
    {
        if (!isHalf)
            return MemoryMarshal.AsBytes(scales.AsSpan()).ToArray();
        var halves = new Half[scales.Length];
        TensorPrimitives.ConvertToHalf(scales, halves);
        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }
}
