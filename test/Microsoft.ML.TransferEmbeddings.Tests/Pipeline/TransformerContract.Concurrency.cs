namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Threads and lifetimes.</summary>
public abstract partial class TransformerContract<TInput>
{
    [Fact]
    public void SixteenThreadsGetTheVectorsOfOne()
    {
        var ml = new MLContext(seed: 1);
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

    [Fact]
    public void DisposedStageSaysSo()
    {
        var model = Fit();
        var data = Rows(40);
        var transformed = model.Transform(data);
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Transform(data));
        Assert.Throws<ObjectDisposedException>(() => model.GetOutputSchema(data.Schema));
        Assert.Throws<ObjectDisposedException>(() => ((ITransformer)model).GetRowToRowMapper(data.Schema));
        Assert.Throws<ObjectDisposedException>(() => new MLContext().Model.Save(model, data.Schema, Folder["model.zip"]));
        Assert.Throws<ObjectDisposedException>(() => Vectors(transformed));
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
    public void DisposingWhileOthersReadGivesVectorsOrAClearError()
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
                try
                {
                    AssertClose(expected, Vectors(model.Transform(Rows(200))), BatchTolerance);
                }
                catch (ObjectDisposedException)
                {
                    // The other permitted outcome.
                }
            });
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
