using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.DataViews;

/// <summary>A column of every type that a row may carry.</summary>
internal static class TestColumns
{
    /// <summary>The row's number, for filters and for the tests themselves.</summary>
    public static readonly TestColumn<float> Id = new("Id", NumberDataViewType.Single, (int row, ref float value) => value = row);

    public static readonly IReadOnlyList<TestColumn> Passengers =
    [
        new TestColumn<bool>("Bool", BooleanDataViewType.Instance, (int row, ref bool value) => value = row % 3 == 0),
        new TestColumn<int>("Int32", NumberDataViewType.Int32, (int row, ref int value) => value = -row),
        new TestColumn<double>("Double", NumberDataViewType.Double, (int row, ref double value) => value = row / 7.0),
        new TestColumn<uint>("Key", new KeyDataViewType(typeof(uint), 10), (int row, ref uint value) => value = (uint)(row % 11)),
        new TestColumn<ReadOnlyMemory<char>>("Text", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = $"passenger {row}".AsMemory(), text => text.ToString()),
        new TestColumn<DateTime>("DateTime", DateTimeDataViewType.Instance, (int row, ref DateTime value) => value = DateTime.UnixEpoch.AddHours(row)),
        new TestColumn<DateTimeOffset>("DateTimeOffset", DateTimeOffsetDataViewType.Instance, (int row, ref DateTimeOffset value) => value = DateTimeOffset.UnixEpoch.AddDays(row)),
        new TestColumn<TimeSpan>("TimeSpan", TimeSpanDataViewType.Instance, (int row, ref TimeSpan value) => value = TimeSpan.FromMinutes(row)),
        new TestColumn<DataViewRowId>("RowId", RowIdDataViewType.Instance, (int row, ref DataViewRowId value) => value = new DataViewRowId((ulong)row, 1)),
        new TestColumn<VBuffer<float>>("Dense", new VectorDataViewType(NumberDataViewType.Single, 3), FillDense, Values),
        new TestColumn<VBuffer<float>>("Sparse", new VectorDataViewType(NumberDataViewType.Single, 100), FillSparse, Values),
        new TestColumn<VBuffer<float>>("Variable", new VectorDataViewType(NumberDataViewType.Single), FillVariable, Values),
        new TestColumn<VBuffer<ReadOnlyMemory<char>>>("Words", new VectorDataViewType(TextDataViewType.Instance), FillWords, words => words.DenseValues().Select(word => word.ToString()).ToArray()),
        new TestColumn<MLImage>("Image", new ImageDataViewType(2, 1), FillImage, image => image.Pixels.ToArray()),
    ];

    private static object Values(VBuffer<float> vector) => vector.DenseValues().ToArray();

    private static void FillDense(int row, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, 3);
        for (int i = 0; i < 3; i++)
            editor.Values[i] = row * 10 + i;
        value = editor.Commit();
    }

    private static void FillSparse(int row, ref VBuffer<float> value)
    {
        int stored = row % 3;
        var editor = VBufferEditor.Create(ref value, 100, stored);
        for (int i = 0; i < stored; i++)
        {
            editor.Indices[i] = i * 30 + row % 20;
            editor.Values[i] = row + 1;
        }
        value = editor.Commit();
    }

    private static void FillVariable(int row, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, row % 5);
        for (int i = 0; i < row % 5; i++)
            editor.Values[i] = row - i;
        value = editor.Commit();
    }

    private static void FillWords(int row, ref VBuffer<ReadOnlyMemory<char>> value)
    {
        var editor = VBufferEditor.Create(ref value, row % 4);
        for (int i = 0; i < row % 4; i++)
            editor.Values[i] = $"word {i} of {row}".AsMemory();
        value = editor.Commit();
    }

    /// <summary>As ML.NET's own loader does: the image that comes in is disposed of.</summary>
    private static void FillImage(int row, ref MLImage value)
    {
        value?.Dispose();
        value = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [.. BitConverter.GetBytes(row), .. BitConverter.GetBytes(~row)]);
    }
}
