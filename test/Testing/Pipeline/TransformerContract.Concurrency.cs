using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Threads and lifetimes.</summary>
public abstract partial class TransformerContract<TInput>
{
    [Fact]
    public void SixteenThreadsGetTheVectorsOfOne()
    {
        var ml = NewContext();
        using (var saved = Fit())
            ml.Model.Save(saved, Rows(1).Schema, Folder["model.zip"]);
        var model = ml.Model.Load(Folder["model.zip"], out _);
        var expected = VectorsOneByOne(model, Rows(100));
        var expectedOfCursor = Vectors(model.Transform(Rows(100)));

        OnThreads(16, thread =>
        {
            AssertClose(expected, VectorsOneByOne(model, Rows(100)), 0);
            AssertClose(expectedOfCursor, Vectors(model.Transform(Rows(100))), 0);
        });
        ((IDisposable)model).Dispose();
    }

    /// <summary>As ML.NET's own stages: whoever disposes of a model by accident can still use it.</summary>
    [Fact]
    public void DisposedStageWorksAndOpensItsEncoderAgain()
    {
        using var counting = new CountingModel<TInput>(Model);
        var stage = Fit(counting);
        var data = Rows(40);
        var transformed = stage.Transform(data);
        var mapper = ((ITransformer)stage).GetRowToRowMapper(data.Schema);
        var expected = Vectors(transformed);
        Assert.Equal((1, 1), (counting.Opened, counting.Open));

        stage.Dispose();
        stage.Dispose();
        Assert.Equal(0, counting.Open);

        AssertClose(expected, Vectors(transformed), 0);
        AssertClose(expected, Vectors(stage.Transform(data)), 0);
        AssertClose(expected, VectorsOneByOne(stage, data), BatchTolerance);
        Assert.Equal(mapper.OutputSchema[Features].Type, stage.GetOutputSchema(data.Schema)[Features].Type);
        NewContext().Model.Save(stage, data.Schema, Folder["model.zip"]);
        Assert.Equal((2, 1), (counting.Opened, counting.Open));

        stage.Dispose();
        Assert.Equal(0, counting.Open);
    }

    /// <summary>What disposes of a model in a loop or a request handler costs time and no memory.</summary>
    [Fact]
    public void RoundsOfUseAndDisposalLeaveNothingOpen()
    {
        using var counting = new CountingModel<TInput>(Model);
        var stage = Fit(counting);
        var expected = VectorsOneByOne(stage, Rows(2));
        for (int round = 0; round < 30; round++)
        {
            AssertClose(expected, VectorsOneByOne(stage, Rows(2)), 0);
            stage.Dispose();
            Assert.Equal(0, counting.Open);
        }
    }

    [Fact]
    public void CursorSurvivesTheDisposalOfItsStage()
    {
        var stage = Fit();
        var data = Rows(300);
        var expected = Vectors(stage.Transform(data));
        using (var cursor = stage.Transform(data).GetRowCursor(stage.GetOutputSchema(data.Schema)))
        {
            var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[Features]);
            VBuffer<float> vector = default;
            for (int row = 0; cursor.MoveNext(); row++)
            {
                if (row % 50 == 0)
                    stage.Dispose();
                getter(ref vector);
                AssertClose(expected[row], [.. vector.DenseValues()], BatchTolerance, $"row {row}");
            }
        }
        stage.Dispose();
    }

    [Fact]
    public void StagesOfOneModelOutliveEachOther()
    {
        var one = Fit();
        using var two = Fit();
        var expected = Vectors(one.Transform(Rows(40)));
        one.Dispose();
        AssertClose(expected, Vectors(two.Transform(Rows(40))), 0);
    }

    [Fact]
    public void DisposingWhileOthersReadChangesNoVector()
    {
        for (int round = 0; round < 10; round++)
        {
            var model = Fit();
            var expected = VectorsOneByOne(model, Rows(200));
            OnThreads(4, thread =>
            {
                if (thread == 0)
                {
                    Thread.Sleep(round);
                    model.Dispose();
                    return;
                }
                AssertClose(expected, Vectors(model.Transform(Rows(200))), BatchTolerance);
            });
            model.Dispose();
        }
    }

    private static void OnThreads(int count, Action<int> work)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            try
            {
                work(index);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (failures.TryDequeue(out var first))
            throw new InvalidOperationException(first.ToString(), first);
    }
}
