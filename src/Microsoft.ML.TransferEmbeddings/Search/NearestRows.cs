using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Search;

/// <summary>Exact search by the cosine: for many queries at once a matrix product, block by block and on all processors.</summary>
internal static class NearestRows
{
    private const int RowsAtOnce = 512, QueriesAtOnce = 64;

    /// <param name="table">What is searched.</param>
    /// <param name="rows">How many of the first rows take part.</param>
    /// <param name="queries">Vectors of length 1 or 0, one after the other.</param>
    /// <param name="count">Rows that are wanted a query.</param>
    /// <param name="excluded">For each query the rows that are left out.</param>
    /// <returns>For each query the rows, best first.</returns>
    public static (int Row, float Score)[][] Find(WordTable table, int rows, ReadOnlyMemory<float> queries, int count, IReadOnlyList<int[]> excluded)
    {
        var found = new (int, float)[excluded.Count][];
        ParallelWork.Run((excluded.Count + QueriesAtOnce - 1) / QueriesAtOnce, Environment.ProcessorCount, CancellationToken.None, piece =>
        {
            int first = piece * QueriesAtOnce, length = Math.Min(QueriesAtOnce, excluded.Count - first);
            BestRows[] best = [.. Enumerable.Range(first, length).Select(query => new BestRows(Math.Min(count, rows), excluded[query]))];
            ForEachBlock(table, rows, queries.Span.Slice(first * table.Dimension, length * table.Dimension), (firstRow, cosines) =>
            {
                int blockRows = cosines.Length / length;
                for (int query = 0; query < length; query++)
                    AddBlock(best[query], firstRow, cosines.Slice(query * blockRows, blockRows));
            });
            for (int query = 0; query < length; query++)
                found[first + query] = best[query].TakeAll();
        });
        return found;
    }

    /// <summary>Gives the cosines of every query with a block of rows: for each query one after the other.</summary>
    public static void ForEachBlock(WordTable table, int rows, ReadOnlySpan<float> queries, CosineBlock use)
    {
        int dimension = table.Dimension, queryCount = queries.Length / dimension;
        float[] buffer = ArrayPool<float>.Shared.Rent(queryCount * RowsAtOnce);
        for (int first = 0; first < rows; first += RowsAtOnce)
        {
            int length = Math.Min(RowsAtOnce, rows - first);
            var block = table.Values.Span.Slice(first * dimension, length * dimension);
            var cosines = buffer.AsSpan(0, queryCount * length);
            MatrixProduct.Multiply(queries, block, dimension, cosines);
            for (int query = 0; query < queryCount; query++)
            {
                var ofQuery = cosines.Slice(query * length, length);
                TensorPrimitives.Multiply(ofQuery, table.InverseLengths.Slice(first, length), ofQuery);
                if (!TensorPrimitives.IsFiniteAll<float>(ofQuery))
                    Mend(ofQuery, block, queries.Slice(query * dimension, dimension));
            }
            use(first, cosines);
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void AddBlock(BestRows best, int firstRow, ReadOnlySpan<float> cosines)
    {
        if (TensorPrimitives.Max(cosines) <= best.Threshold)
            return;
        for (int i = 0; i < cosines.Length; i++)
        {
            if (cosines[i] > best.Threshold)
                best.Add(firstRow + i, cosines[i]);
        }
    }

    /// <summary>Numbers near the limits of single precision have products or lengths beyond it.</summary>
    private static void Mend(Span<float> cosines, ReadOnlySpan<float> block, ReadOnlySpan<float> query)
    {
        for (int row = 0; row < cosines.Length; row++)
        {
            if (!float.IsFinite(cosines[row]))
                cosines[row] = Cosine.Of(block.Slice(row * query.Length, query.Length), query);
        }
    }

    public delegate void CosineBlock(int firstRow, ReadOnlySpan<float> cosines);
}
