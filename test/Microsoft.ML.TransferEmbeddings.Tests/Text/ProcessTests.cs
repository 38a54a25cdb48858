using System.Diagnostics;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Onnx;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>What the stages of a process cost together: sessions and memory.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new();
    private readonly IDataView data = new RowsDataView(50, [TestColumns.Id, TextColumn.Input]);

    public void Dispose() => folder.Dispose();

    /// <summary>A network takes seconds to open, and a model that only makes stages for a GPU never needs one on the CPU.</summary>
    [Fact]
    public void AModelOpensItsSessionWhenItIsFirstUsed()
    {
        int before = OnnxSessionPool.OpenSessions;
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["lazy"], seed: 4711));
        Assert.Equal(before, OnnxSessionPool.OpenSessions);
        Assert.NotEmpty(model.Embed("the good text"));
        Assert.Equal(before + 1, OnnxSessionPool.OpenSessions);
    }

    [Fact]
    public void PipelinesOfOneModelShareOneSessionUntilTheLastIsDisposed()
    {
        CollectGarbage();
        int before = OnnxSessionPool.OpenSessions;
        var embedder = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        var again = TextEmbeddingModel.FromDirectory(folder["model"]);
        var stages = Enumerable.Range(0, 10).Select(_ => Fit(embedder)).ToList();
        ml.Model.Save(stages[0], data.Schema, folder["model.zip"]);
        var loaded = Enumerable.Range(0, 3).Select(_ => (IDisposable)ml.Model.Load(folder["model.zip"], out var _)).ToList();
        Assert.Equal(before + 1, OnnxSessionPool.OpenSessions);

        embedder.Dispose();
        again.Dispose();
        stages.ForEach(stage => stage.Dispose());
        loaded.Skip(1).ToList().ForEach(model => model.Dispose());
        Assert.Equal(before + 1, OnnxSessionPool.OpenSessions);
        loaded[0].Dispose();
        Assert.Equal(before, OnnxSessionPool.OpenSessions);
    }

    [Fact]
    public void ModelsOfOneContentAreInMemoryOnce()
    {
        using var one = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        using var two = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["copy"]));
        using var other = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["other"], seed: 2));
        Assert.Same(one.Definition, two.Definition);
        Assert.NotSame(one.Definition, other.Definition);
    }

    [Fact]
    public void CancelledContextEndsALongPass()
    {
        using var stage = Fit(TextEmbeddingModel.Default);
        var transformed = stage.Transform(new RowsDataView(100_000, [TestColumns.Id, TextColumn.Input]));
        using var cursor = transformed.GetRowCursor(transformed.Schema);
        Assert.True(cursor.MoveNext());
        // What AutoML calls when a trial's time is up; internal to ML.NET.
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(ml, null);
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (cursor.MoveNext())
            {
            }
        });
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void ForgottenStagesGiveTheirSessionBack()
    {
        CollectGarbage();
        int before = OnnxSessionPool.OpenSessions;
        OpenAndForget();
        CollectGarbage();
        Assert.Equal(before, OnnxSessionPool.OpenSessions);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        void OpenAndForget()
        {
            Fit(TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"])));
            Assert.Equal(before + 1, OnnxSessionPool.OpenSessions);
        }
    }

    [Fact]
    public void AMillionRowsStreamWithFlatMemory()
    {
        const int rows = 1_000_000, allowedMegabytes = 50;
        using var stage = Fit(TextEmbeddingModel.Default);
        var text = new TestColumn<ReadOnlyMemory<char>>("Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = (row % 2 == 0 ? "good food" : "slow service").AsMemory());
        var transformed = stage.Transform(new RowsDataView(rows, [text]));
        using var cursor = transformed.GetRowCursor(transformed.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]);
        VBuffer<float> vector = default;
        long before = 0;
        double sum = 0;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            sum += vector.GetValues()[0];
            if (cursor.Position == rows / 10)
                before = ResidentBytes();
        }
        Assert.NotEqual(0, sum);
        long grown = (ResidentBytes() - before) / (1024 * 1024);
        Assert.True(grown <= allowedMegabytes, $"memory grew by {grown} MB");
    }

    [Fact]
    public void StaticModelAllocatesNothingARow()
    {
        const int rows = 40_000, warmUp = 20_000;
        string[] texts = [.. Enumerable.Range(0, rows).Select(TextColumn.TextOf)];
        var text = new TestColumn<ReadOnlyMemory<char>>("Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = texts[row].AsMemory());
        var source = new RowsDataView(rows, [text]);
        using var stage = ml.Transforms.Text.EmbedText("Features", "Input", TextEmbeddingModel.Default).Fit(source);

        var mapper = ((ITransformer)stage).GetRowToRowMapper(source.Schema);
        using (var cursor = source.GetRowCursor(source.Schema))
        using (var row = mapper.GetRow(cursor, [mapper.OutputSchema["Features"]]))
            Assert.Equal(0, BytesAfterWarmUp(cursor, row, warmUp, GC.GetAllocatedBytesForCurrentThread));

        // A window of a thousand rows costs a few tasks.
        var transformed = stage.Transform(source);
        using (var cursor = transformed.GetRowCursor(transformed.Schema))
            Assert.InRange(BytesAfterWarmUp(cursor, cursor, warmUp, () => GC.GetTotalAllocatedBytes(precise: true)) / (double)(rows - warmUp), 0, 8);
    }

    private static long BytesAfterWarmUp(DataViewRowCursor cursor, DataViewRow row, int warmUp, Func<long> allocated)
    {
        var getter = row.GetGetter<VBuffer<float>>(row.Schema["Features"]);
        VBuffer<float> vector = default;
        long before = 0;
        while (cursor.MoveNext())
        {
            getter(ref vector);
            if (cursor.Position == warmUp)
                before = allocated();
        }
        return allocated() - before;
    }

    private EmbeddingTransformer Fit(TextEmbeddingModel embedder) => ml.Transforms.Text.EmbedText("Features", "Input", embedder).Fit(data);

    private static long ResidentBytes()
    {
        CollectGarbage();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static void CollectGarbage()
    {
        for (int times = 0; times < 2; times++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
