using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Encoders.Columns;

/// <summary>Every row has a vector of values, each of which is an input. All inputs of a window go to the encoder together.</summary>
/// <param name="encoder">Of the inputs.</param>
/// <param name="convert">Makes an input of a value.</param>
/// <param name="maxRowsAhead">Of a column with one value per row.</param>
/// <param name="size">The number of values per row where vectors are concatenated; 0 where their mean counts.</param>
internal sealed class VectorColumnEncoder<TItem, TInput>(EmbeddingEncoder<TInput> encoder, Func<TItem, TInput> convert, int maxRowsAhead, int size) : ColumnEncoder<VBuffer<TItem>>
{
    public override int Dimension => encoder.Dimension * Math.Max(1, size);

    public override int MaxRowsAhead => maxRowsAhead;

    public override void Encode(ReadOnlyMemory<VBuffer<TItem>> rows, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var inputs = new List<TInput>(rows.Length);
        foreach (var row in rows.Span)
            AddInputs(row, inputs);
        if (size > 0)
        {
            encoder.Encode(inputs.ToArray(), vectors, execution, cancellationToken);
            return;
        }
        int length = checked(inputs.Count * encoder.Dimension);
        float[] block = ArrayPool<float>.Shared.Rent(length);
        try
        {
            encoder.Encode(inputs.ToArray(), block.AsMemory(0, length), execution, cancellationToken);
            int start = 0;
            for (int row = 0; row < rows.Length; row++)
            {
                int count = rows.Span[row].Length * encoder.Dimension;
                Average(block.AsSpan(start, count), vectors.Span.Slice(row * Dimension, Dimension));
                start += count;
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(block);
        }
    }

    public override void Encode(VBuffer<TItem> row, Span<float> vector)
    {
        var inputs = new List<TInput>(row.Length);
        AddInputs(row, inputs);
        float[] block = ArrayPool<float>.Shared.Rent(inputs.Count * encoder.Dimension);
        try
        {
            var values = size > 0 ? vector : block.AsSpan(0, inputs.Count * encoder.Dimension);
            for (int i = 0; i < inputs.Count; i++)
                encoder.Encode(inputs[i], values.Slice(i * encoder.Dimension, encoder.Dimension));
            if (size == 0)
                Average(values, vector);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(block);
        }
    }

    private void AddInputs(in VBuffer<TItem> row, List<TInput> inputs)
    {
        if (size > 0 && row.Length != size)
            throw new InvalidOperationException($"A row has {row.Length:N0} inputs, and the column's type says {size:N0}. Give every row as many, or combine by {nameof(InputCombination.Mean)}.");
        foreach (var item in row.DenseValues())
            inputs.Add(convert(item));
    }

    private static void Average(ReadOnlySpan<float> vectors, Span<float> mean)
    {
        mean.Clear();
        for (int start = 0; start < vectors.Length; start += mean.Length)
            TensorPrimitives.Add(mean, vectors.Slice(start, mean.Length), mean);
        if (vectors.Length > mean.Length)
            TensorPrimitives.Divide(mean, vectors.Length / mean.Length, mean);
    }
}
