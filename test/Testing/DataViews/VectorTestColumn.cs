using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.DataViews;

/// <summary>Columns of vectors that are functions of the row's number.</summary>
internal static class VectorTestColumn
{
    /// <param name="name">The column's.</param>
    /// <param name="dimension">Length of the vectors.</param>
    /// <param name="missing">In which rows all values are NaN; null for none.</param>
    public static TestColumn<VBuffer<float>> Create(string name, int dimension, Func<int, bool>? missing = null) => new(
        name,
        new VectorDataViewType(NumberDataViewType.Single, dimension),
        (int row, ref VBuffer<float> value) =>
        {
            var editor = VBufferEditor.Create(ref value, dimension);
            VectorOf(name, row).AsSpan(0, dimension).CopyTo(editor.Values);
            if (missing?.Invoke(row) == true)
                editor.Values.Fill(float.NaN);
            value = editor.Commit();
        },
        vector => vector.DenseValues().ToArray());

    private static float[] VectorOf(string name, int row)
    {
        var random = new Random(HashOf(name) + row);
        return [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle() - 0.4f)];
    }

    /// <summary>The same in every process.</summary>
    private static int HashOf(string name) => name.Aggregate(7, (hash, c) => 1000 * (hash % 1000) + c);
}
