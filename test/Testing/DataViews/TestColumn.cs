using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.DataViews;

/// <summary>A column whose values are a function of the row's number.</summary>
internal abstract class TestColumn(string name, DataViewType type)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    /// <summary>Makes a check that the column of this name in <paramref name="cursor"/> has the value of a given row.</summary>
    public abstract Action<int> CreateCheck(DataViewRow cursor);
}

internal delegate void Fill<T>(int row, ref T value);

internal sealed class TestColumn<T>(string name, DataViewType type, Fill<T> fill, Func<T, object?>? content = null) : TestColumn(name, type)
{
    public Fill<T> Fill => fill;

    public override Action<int> CreateCheck(DataViewRow cursor)
    {
        var getter = cursor.GetGetter<T>(cursor.Schema[Name]);
        T value = default!, expected = default!;
        return row =>
        {
            getter(ref value);
            fill(row, ref expected);
            Assert.Equal(Content(expected), Content(value));
        };
    }

    private object? Content(T value) => content is null ? value : content(value);
}
