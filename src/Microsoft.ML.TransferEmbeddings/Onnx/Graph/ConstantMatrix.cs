namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>A two-dimensional constant of a graph, as an operator sees it.</summary>
/// <param name="Tensor">Where the values are.</param>
/// <param name="IsTransposed">Whether the operator sees the tensor's columns as rows.</param>
internal sealed record ConstantMatrix(OnnxTensor Tensor, bool IsTransposed)
{
    public int Rows => (int)Tensor.Dimensions[IsTransposed ? 1 : 0];

    public int Columns => (int)Tensor.Dimensions[IsTransposed ? 0 : 1];

    public ConstantMatrix Transpose() => this with { IsTransposed = !IsTransposed };

    /// <summary>The values row by row, as the operator sees them.</summary>
    /// <exception cref="FormatException">The tensor is damaged.</exception>
    public float[] ReadRows()
    {
        float[] stored = Tensor.ReadFloats();
        if (!IsTransposed)
            return stored;
        int rows = Rows, columns = Columns;
        var values = new float[stored.Length];
        for (int column = 0; column < columns; column++)
        {
            var source = stored.AsSpan(column * rows, rows);
            for (int row = 0; row < source.Length; row++)
                values[(row * columns) + column] = source[row];
        }
        return values;
    }
}
