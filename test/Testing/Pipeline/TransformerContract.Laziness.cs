using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Nothing is computed or read that nobody asked for.</summary>
public abstract partial class TransformerContract<TInput>
{
    [Fact]
    public void CursorWithoutTheEmbeddingColumnCallsNoEncoder()
    {
        var counts = new CountingModel<TInput>(Model);
        using var model = Fit(counts);
        var data = Rows(300, TestColumns.Passengers);
        var transformed = model.Transform(data);
        var others = transformed.Schema.Where(column => column.Name != Features).ToArray();

        using (var cursor = transformed.GetRowCursor(others))
        {
            while (cursor.MoveNext())
                cursor.GetGetter<float>(cursor.Schema[TestColumns.Id.Name]);
        }
        foreach (var cursor in transformed.GetRowCursorSet(others, 3))
        {
            using (cursor)
            {
                while (cursor.MoveNext())
                {
                }
            }
        }
        var mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        using (var cursor = data.GetRowCursor(data.Schema))
        using (var row = mapper.GetRow(cursor, mapper.OutputSchema.Where(column => column.Name == TestColumns.Id.Name)))
        {
            float id = 0;
            cursor.MoveNext();
            row.GetGetter<float>(mapper.OutputSchema[TestColumns.Id.Name])(ref id);
        }
        Assert.Equal(0, counts.Calls);

        // Equal inputs are encoded once; different ones may have equal vectors.
        int different = Vectors(transformed).Select(vector => string.Join(' ', vector)).Distinct().Count();
        Assert.InRange(counts.Rows, different, 300);
    }

    [Fact]
    public void FitAndTransformReadNoRow()
    {
        var counts = new CountingModel<TInput>(Model);
        var data = Rows(300);
        data.OnRow = _ => Assert.Fail("a row was read");
        using var model = Estimator(counts).Fit(data);
        var transformed = model.Transform(data);
        Assert.Equal(300, transformed.GetRowCount());
        Assert.Equal(0, counts.Calls);
    }

    [Fact]
    public void SourceIsAskedForNeededColumnsOnly()
    {
        using var model = Fit();
        var data = Rows(10, TestColumns.Passengers);
        var transformed = model.Transform(data);

        transformed.GetRowCursor([transformed.Schema[Features]]).Dispose();
        Assert.Equal([Input.Name], data.LastActive);

        transformed.GetRowCursor([transformed.Schema["Key"]]).Dispose();
        Assert.Equal(["Key"], data.LastActive);

        transformed.GetRowCursor([]).Dispose();
        Assert.Empty(data.LastActive);

        var mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        Assert.Equal([Input.Name], mapper.GetDependencies([mapper.OutputSchema[Features]]).Select(column => column.Name));
    }

    [Fact]
    public void FewRowsOfManyCostFewEncodings()
    {
        var counts = new CountingModel<TInput>(Model);
        using var model = Fit(counts);
        var ml = NewContext();
        Assert.Equal(5, Vectors(ml.Data.TakeRows(model.Transform(Rows(100_000)), 5)).Length);
        Assert.InRange(counts.Rows, 5, 32 + 256);
    }

    [Fact]
    public void RowMapperEncodesARowOnceHoweverManyAsk()
    {
        var counts = new CountingModel<TInput>(Model);
        using var model = Fit(counts);
        var data = Rows(20);
        var mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        var features = mapper.OutputSchema[Features];
        using var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [features]);
        var one = row.GetGetter<VBuffer<float>>(features);
        var two = row.GetGetter<VBuffer<float>>(features);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            one(ref vector);
            two(ref vector);
        }
        Assert.Equal(20, counts.Calls);
    }

    [Fact]
    public void ClosedCursorsCloseTheirSource()
    {
        using var model = Fit();
        var data = Rows(5_000);
        var transformed = model.Transform(data);

        Vectors(transformed);
        Assert.Equal(0, data.OpenCursors);

        var abandoned = transformed.GetRowCursor(transformed.Schema);
        Assert.True(abandoned.MoveNext());
        abandoned.Dispose();
        abandoned.Dispose();
        Assert.Equal(0, data.OpenCursors);
        Assert.False(abandoned.MoveNext());
    }

    [Fact]
    public void FewImagesAreReadAhead()
    {
        const int mostAhead = 3 * 32;
        using var model = Fit();
        int read = 0;
        var data = Rows(2_000, TestColumns.Passengers);
        data.OnRow = row => read = row;
        var transformed = model.Transform(data);
        using var cursor = transformed.GetRowCursor([transformed.Schema["Image"], transformed.Schema[Features]]);
        while (cursor.MoveNext())
            Assert.InRange(read - cursor.Position, 0, mostAhead);
    }

    [Fact]
    public void ImagesThatAReceiverDropsCanBeCollected()
    {
        using var model = Fit();
        var transformed = model.Transform(Rows(500, TestColumns.Passengers));
        using var cursor = transformed.GetRowCursor([transformed.Schema["Image"], transformed.Schema[Features]]);
        var first = FetchAndDrop(cursor);
        for (int row = 0; row < 300; row++)
            Assert.True(cursor.MoveNext());
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(first.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference FetchAndDrop(DataViewRowCursor cursor)
        {
            cursor.MoveNext();
            MLImage? image = null;
            cursor.GetGetter<MLImage>(cursor.Schema["Image"])(ref image!);
            return new WeakReference(image);
        }
    }

    [Fact]
    public void SourcesErrorComesAtItsRow()
    {
        using var model = Fit(execution: new EmbeddingExecutionOptions { MaxLookAheadRows = 64 });
        var data = Rows(500);
        data.OnRow = row =>
        {
            if (row == 300)
                throw new FormatException("row 300 is broken");
        };
        var transformed = model.Transform(data);
        using var cursor = transformed.GetRowCursor(transformed.Schema);
        for (int row = 0; row < 300; row++)
            Assert.True(cursor.MoveNext());
        Assert.Equal("row 300 is broken", Assert.Throws<FormatException>(() => cursor.MoveNext()).Message);
        Assert.False(cursor.MoveNext());
        Assert.Equal(0, data.OpenCursors);
    }
}
