using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.Caching;

/// <summary>Trainers, folds and experiments encode every text once.</summary>
public sealed class ComputedOnceTests
{
    private const int Rows = 2_000, Different = 1_600;

    private readonly CachedTexts texts = new();
    private readonly MLContext ml = new(seed: 1);

    private IDataView Data => CachedTexts.Data(ml, Enumerable.Range(0, Rows).Select(row => row % Different));

    public static TheoryData<string> Trainers { get; } = ["sdca", "l-bfgs", "averaged perceptron", "lightgbm", "fast tree", "one versus all", "regression", "k-means"];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void ATrainerEncodesEveryTextOnceWithoutACheckpoint(string trainer)
    {
        Assert.SkipWhen(trainer == "lightgbm" && IsOpenMPMissing(), "LightGBM's native library needs OpenMP (libgomp.so.1), which this machine does not have");
        var data = Data;
        using var model = (IDisposable)texts.Embed(ml).Append(Trainer(trainer)).Fit(data);
        Assert.Equal(Different, texts.Encoded);
        _ = ((ITransformer)model).Transform(data).Preview(50);
        Assert.Equal(Different, texts.Encoded);
    }

    [Fact]
    public void FiveFoldsEncodeEveryTextOnce()
    {
        var results = ml.BinaryClassification.CrossValidate(Data, texts.Embed(ml).Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression()), numberOfFolds: 5);
        Assert.Equal(5, results.Count);
        Assert.Equal(Different, texts.Encoded);
    }

    /// <summary>3 trainers x 3 settings x 5 folds over one column, written as one would.</summary>
    [Fact]
    public void ASweepEncodesEveryTextOnce()
    {
        var data = Data;
        foreach (float strength in new[] { 0.01f, 0.1f, 1f })
        {
            IEstimator<ITransformer>[] trainers =
            [
                ml.BinaryClassification.Trainers.SdcaLogisticRegression(l2Regularization: strength, maximumNumberOfIterations: 5),
                ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l2Regularization: strength),
                ml.BinaryClassification.Trainers.AveragedPerceptron(learningRate: strength),
            ];
            foreach (var trainer in trainers)
            {
                Assert.Equal(5, ml.BinaryClassification.CrossValidateNonCalibrated(data, texts.Embed(ml).Append(trainer), numberOfFolds: 5).Count);
                GC.Collect();
            }
        }
        Assert.Equal(Different, texts.Encoded);
    }

    [Fact]
    public void CursorsSideBySideEncodeEveryTextOnce()
    {
        var data = Data;
        using var stage = texts.Embed(ml).Fit(data);
        var transformed = stage.Transform(data);
        var found = new float[8][][];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = found.Length }, i => found[i] = [.. transformed.GetColumn<float[]>("Features")]);
        Assert.Equal(Different, texts.Encoded);
        Assert.All(found, vectors => Assert.Equal(found[0], vectors));
    }

    [Fact]
    public void WhatFailedIsEncodedAgain()
    {
        var data = Data;
        using var stage = texts.Embed(ml).Fit(data);
        var transformed = stage.Transform(data);
        texts.Model.FailAfter = 500;
        Assert.Contains("as asked", Assert.Throws<InvalidOperationException>(() => transformed.GetColumn<float[]>("Features").Count()).Message);
        texts.Model.FailAfter = null;
        Assert.Equal(Rows, transformed.GetColumn<float[]>("Features").Count());
        Assert.Equal(texts.VectorOf(1_599), transformed.GetColumn<float[]>("Features").ElementAt(1_599));
    }

    /// <summary>The vectors go with the data.</summary>
    [Fact]
    public void MemoryIsFreedWithTheData()
    {
        using var stage = texts.Embed(ml).Fit(Data);
        var table = Use();
        for (int i = 0; i < 3 && table.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(table.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        WeakReference Use()
        {
            var data = Data;
            Assert.Equal(Rows, stage.Transform(data).GetColumn<float[]>("Features").Count());
            var table = TableOf(data, stage);
            Assert.Equal(Different, table.Count);
            return new WeakReference(table);
        }
    }

    [Fact]
    public void LittleMemoryIsNotExceeded()
    {
        var small = new MLContext(seed: 1).UseEmbeddingOptions(new() { MaxBytesOfData = 100_000 });
        var data = CachedTexts.Data(small, Enumerable.Range(0, Different));
        using var stage = texts.Embed(small).Fit(data);
        var transformed = stage.Transform(data);
        Assert.Equal(transformed.GetColumn<float[]>("Features").ToArray(), transformed.GetColumn<float[]>("Features").ToArray());
        var table = TableOf(data, stage);
        Assert.InRange(table.Bytes, 50_000, 100_000);
        Assert.InRange(table.Count, 200, 390);
        Assert.InRange(texts.Encoded, Different + 1, 2 * Different - 1);
    }

    [Fact]
    public void HitsAreMeasuredAndLogged()
    {
        long hits = 0, misses = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == EmbeddingCache.MeterName && instrument.Name is "embedding.cache.hits" or "embedding.cache.misses")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.Contains(new KeyValuePair<string, object?>("kind", "character-n-grams")))
                Interlocked.Add(ref instrument.Name == "embedding.cache.hits" ? ref hits : ref misses, value);
        });
        listener.Start();
        var log = new List<string>();
        ml.Log += (_, message) => log.Add(message.Message);
        using var cache = EmbeddingCache.InMemory();
        ml.UseEmbeddingOptions(new() { Cache = cache });
        var data = Data;
        using var stage = texts.Embed(ml).Fit(data);
        for (int pass = 0; pass < 3; pass++)
            Assert.Equal(Rows, stage.Transform(data).GetColumn<float[]>("Features").Count());

        var statistics = cache.Statistics;
        Assert.Equal((Different, 3L * Rows - Different, (long)Different), (statistics.Count, statistics.Hits, statistics.Misses));
        Assert.True(statistics.TimeSaved > TimeSpan.Zero);
        Assert.InRange(statistics.Bytes, Different * CachedTexts.Dimension * sizeof(float), Different * ((CachedTexts.Dimension * sizeof(float)) + 200));
        // Other tests of the process use caches too.
        Assert.InRange(hits, statistics.Hits, long.MaxValue);
        Assert.InRange(misses, Different, long.MaxValue);
        Assert.Contains(log, message => message.Contains("Column 'Text': 2,000 vectors came from the cache and 0 were computed", StringComparison.Ordinal));
    }

    [Fact]
    public void HalfPrecisionLosesAsLittleAsItSays()
    {
        using var cache = EmbeddingCache.InMemory(new() { Precision = EmbeddingCachePrecision.Half });
        var fresh = texts.Vectors(cache, Enumerable.Range(0, 100));
        var cached = texts.Vectors(cache, Enumerable.Range(0, 100));
        Assert.Equal(100, texts.Encoded);
        Assert.Equal(fresh, cached);
        Assert.NotEqual(texts.VectorOf(5), cached[5]);
        foreach (var (exact, rounded) in Enumerable.Range(0, 100).SelectMany(number => texts.VectorOf(number).Zip(cached[number])))
            Assert.InRange(Math.Abs(exact - rounded), 0, Math.Max(Math.Abs(exact) / 2048, 3e-8));
    }

    /// <summary>One data view, three contexts: what one cache rounds or lacks is no other one's.</summary>
    [Fact]
    public void CachesOfOneDataViewStayApart()
    {
        using var folder = new TemporaryFolder();
        var data = CachedTexts.Data(ml, Enumerable.Range(0, 50));
        float[][] Read(EmbeddingCache? cache)
        {
            using var stage = texts.Embed(CachedTexts.Context(cache)).Fit(data);
            return [.. stage.Transform(data).GetColumn<float[]>("Features")];
        }

        var exact = Read(null);
        using (var half = EmbeddingCache.Open(folder["half.db"], new() { Precision = EmbeddingCachePrecision.Half }))
            Assert.NotEqual(exact, Read(half));
        using var file = EmbeddingCache.Open(folder["file.db"]);
        Assert.Equal(exact, Read(file));
        Assert.Equal(50, file.Statistics.Count);
        file.Clear();
        Assert.Equal(exact, Read(file));
        Assert.Equal(50, file.Statistics.Count);
        Assert.Equal(exact, Read(null));
    }

    [Fact]
    public void ADisposedCacheKeepsNothing()
    {
        var cache = EmbeddingCache.InMemory();
        var context = CachedTexts.Context(cache);
        var data = CachedTexts.Data(context, Enumerable.Range(0, 100));
        using var stage = texts.Embed(context).Fit(data);
        var transformed = stage.Transform(data);
        Assert.Equal(100, transformed.GetColumn<float[]>("Features").Count());
        cache.Dispose();
        cache.Dispose();
        Assert.Equal(100, transformed.GetColumn<float[]>("Features").Count());
        Assert.Equal(200, texts.Encoded);
        Assert.Throws<ObjectDisposedException>(() => cache.Statistics);
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingCacheOptions { MaxBytes = 1_000 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingCacheOptions { Precision = (EmbeddingCachePrecision)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingContextOptions { MaxBytesOfData = -1 });
        Assert.Throws<ArgumentException>(() => EmbeddingCache.Open(""));
    }

    /// <summary>Linux without a compiler often has none; elsewhere LightGBM's package brings it.</summary>
    private static bool IsOpenMPMissing() => OperatingSystem.IsLinux() && !NativeLibrary.TryLoad("libgomp.so.1", out _);

    private static TransferEmbeddings.Caching.VectorTable TableOf(IDataView data, EmbeddingTransformer stage) =>
        TransferEmbeddings.Caching.DataVectors.Of(data, $"{stage.Fingerprint} CPU ", CachedTexts.Dimension, 0);

    private IEstimator<ITransformer> Trainer(string name) => name switch
    {
        "sdca" => ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10),
        "l-bfgs" => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(),
        "averaged perceptron" => ml.BinaryClassification.Trainers.AveragedPerceptron(),
        "lightgbm" => ml.BinaryClassification.Trainers.LightGbm(numberOfIterations: 5),
        "fast tree" => ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 5),
        "one versus all" => ml.Transforms.Conversion.MapValueToKey("Label", "Class")
            .Append(ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.AveragedPerceptron())),
        "regression" => ml.Regression.Trainers.Sdca("Value", maximumNumberOfIterations: 10),
        _ => ml.Clustering.Trainers.KMeans(numberOfClusters: 3),
    };
}
