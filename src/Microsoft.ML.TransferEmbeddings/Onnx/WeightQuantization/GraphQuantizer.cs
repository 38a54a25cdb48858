using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Onnx.WeightQuantization;

/// <summary>
/// Makes the constant matrices of a graph 8-bit: products become ONNX Runtime's MatMulNBits
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md), and of the largest table of rows the rows are widened when they are read.
/// </summary>
internal sealed class GraphQuantizer
{
    private const string Domain = "com.microsoft";

    /// <summary>
    /// Level 4: the other factor is rounded to int8 too, a block of a row at a time, where the processor multiplies those; elsewhere the product is computed
    /// in Float.
    /// </summary>
    private const int AccuracyLevel = 4;

    /// <summary>64 is nearer to Float than 128 and not slower; smaller blocks are slower.</summary>
    private static readonly int[] BlockSizes = [64, 32, 16];

    private readonly OnnxGraph graph;
    private readonly GraphConstants constants;
    private readonly QuantizedWeights weights;
    private readonly Dictionary<ConstantMatrix, QuantizedMatrix?> factors = [];

    private GraphQuantizer(OnnxGraph graph)
    {
        this.graph = graph;
        constants = new GraphConstants(graph);
        weights = new QuantizedWeights(graph);
    }

    /// <param name="file">The ONNX file.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="externalFile">Gives the content of a file beside the graph, whose weights come into the new file; null leaves such weights alone.</param>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="NotSupportedException">The new file would have 2 GB or more.</exception>
    public static QuantizedGraph Quantize(ReadOnlyMemory<byte> file, string fileName, Func<string, ReadOnlyMemory<byte>>? externalFile = null)
    {
        var model = OnnxModel.Read(file, fileName);
        if (externalFile is not null)
            model.TakeWeightsIn(externalFile);
        var quantizer = new GraphQuantizer(model.Graph);
        try
        {
            quantizer.Rewrite();
        }
        catch (FormatException e)
        {
            throw model.Damaged(e);
        }
        model.Import(Domain, version: 1);
        model.Graph.RemoveUnused();
        return quantizer.weights.Finish(model);
    }

    private void Rewrite()
    {
        var table = LargestTable();
        OnnxNode[] nodes = [.. graph.Nodes];
        graph.Nodes.Clear();
        foreach (var node in nodes)
        {
            if (node == table)
                graph.Nodes.AddRange(Lookup(node) ?? [node]);
            else
                graph.Nodes.Add(Rewrite(node) ?? node);
        }
    }

    private OnnxNode? Rewrite(OnnxNode node) =>
        node.Outputs.Count != 1 ? null : node.Is("MatMul") ? Product(node) : node.Is("Gemm") ? ProductWithBias(node) : null;

    private OnnxNode? Product(OnnxNode node) =>
        node.Inputs is [var input, var factor] && constants.FindMatrix(factor) is { } matrix ? Product(node, input, matrix, bias: null) : null;

    private OnnxNode? ProductWithBias(OnnxNode node)
    {
        if (node.Inputs is not [var input, var factor, ..] || constants.FindMatrix(factor) is not { } matrix)
            return null;
        if (node.Attribute("transB")?.Integer is not (null or 0))
            matrix = matrix.Transpose();
        string? bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? node.Inputs[2] : null;
        bool isPlain = node.Attribute("transA")?.Integer is null or 0
            && node.Attribute("alpha")?.Float is null or 1
            && node.Attribute("beta")?.Float is null or 1;
        if (isPlain && (bias is null || (constants.Find(bias)?.Dimensions is [var length] && length == matrix.Columns)))
            return Product(node, input, matrix, bias);
        weights.LeaveAlone(node, "it is more than a product and a constant bias for every column");
        return null;
    }

    private OnnxNode? Product(OnnxNode node, string input, ConstantMatrix matrix, string? bias)
    {
        // MatMulNBits stores the factor column by column.
        if (!factors.TryGetValue(matrix, out var factor))
            factors.Add(matrix, factor = weights.Quantize(node, matrix.Transpose(), BlockSize, OnnxElementType.UInt8));
        if (factor is null)
            return null;
        string[] inputs = [input, factor.Bytes, factor.Scales];
        return new OnnxNode(
            node.Name, Domain, "MatMulNBits", bias is null ? inputs : [.. inputs, "", "", bias], node.Outputs[0],
            ("K", matrix.Rows), ("N", matrix.Columns), ("bits", 8), ("block_size", factor.BlockSize), ("accuracy_level", AccuracyLevel));
    }

    /// <summary>
    /// A lookup in a table of bytes, times the row's scale. Of ONNX's own operators: GatherBlockQuantized divides several times for every value, and gives
    /// zeros for an id that the table does not have.
    /// </summary>
    private OnnxNode[]? Lookup(OnnxNode node)
    {
        var matrix = constants.FindMatrix(node.Inputs[0])!;
        if (weights.Quantize(node, matrix, columns => columns, OnnxElementType.Int8) is not { } table)
            return null;
        string ids = node.Inputs[1], output = node.Outputs[0];
        string bytes = weights.NewName($"{output}_int8"), floats = weights.NewName($"{output}_float"), scales = weights.NewName($"{output}_scales");
        return
        [
            new OnnxNode(weights.NewName($"{node.Name}_bytes"), "", "Gather", [table.Bytes, ids], bytes),
            new OnnxNode(weights.NewName($"{node.Name}_cast"), "", "Cast", [bytes], floats, ("to", (long)matrix.Tensor.ElementType)),
            new OnnxNode(weights.NewName($"{node.Name}_scales"), "", "Gather", [table.Scales, ids], scales),
            new OnnxNode(node.Name, "", "Mul", [floats, scales], output),
        ];
    }

    /// <summary>
    /// The lookup in the graph's largest table, the tokens'. Those of positions and types are small, and every text needs the same rows of them.
    /// </summary>
    private OnnxNode? LargestTable() =>
        graph.Nodes
            .Where(node => node.Is("Gather") && node is { Inputs.Count: 2, Outputs.Count: 1 } && node.Attribute("axis")?.Integer is null or 0)
            .Select(node => (Node: node, Table: constants.FindMatrix(node.Inputs[0])))
            .Where(lookup => lookup.Table is not null)
            .DefaultIfEmpty()
            .MaxBy(lookup => lookup.Table?.Tensor.Length)
            .Node;

    /// <summary>Weights in a block: the largest size of those that waste the fewest bytes on a column of this length.</summary>
    private static int BlockSize(int length) => BlockSizes.MinBy(size => (long)BlockQuantizer.BlockCount(length, size) * size);
}
