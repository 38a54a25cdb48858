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

    /// <summary>The same on every runtime.</summary>
    private static float[] VectorOf(string name, int row)
    {
        uint state = name.Aggregate(2166136261, (hash, c) => (hash ^ c) * 16777619) + (uint)row * 2654435761;
        return [.. Enumerable.Range(0, 64).Select(_ => ((state = state * 1664525 + 1013904223) >> 8) / (float)(1 << 24) - 0.4f)];
    }
}
