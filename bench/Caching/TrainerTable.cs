using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Caching;

/// <summary>Trainers after a network, as one writes them, beside a checkpoint of ML.NET's between the two.</summary>
internal sealed class TrainerTable(TextEmbeddingModel model, TextCorpus corpus, int rounds)
{
    private const int Rows = 2_000, Different = 1_600;

    public Section Run() => new(
        "Trainers, folds and experiments",
        $"{Rows:N0} texts, {Different:N0} of them different, with two made-up classes. Seconds are medians of {rounds} rounds in turn; a ratio is the median of the rounds' ratios. With a checkpoint, the cache is off.",
        new MarkdownTable(["", "texts encoded", "s", "s with AppendCacheCheckpoint", "ratio"], [.. Trainers().Select(Compare), Folds(), Sweep()]));

    private static (string Name, Func<MLContext, IEstimator<ITransformer>> Create)[] Trainers() =>
    [
        ("SdcaLogisticRegression", ml => ml.BinaryClassification.Trainers.SdcaLogisticRegression()),
        ("LbfgsLogisticRegression", ml => ml.BinaryClassification.Trainers.LbfgsLogisticRegression()),
        ("AveragedPerceptron", ml => ml.BinaryClassification.Trainers.AveragedPerceptron()),
        ("LightGbm", ml => ml.BinaryClassification.Trainers.LightGbm()),
        ("FastTree", ml => ml.BinaryClassification.Trainers.FastTree()),
        ("OneVersusAll of AveragedPerceptron", ml => ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.AveragedPerceptron(), "Class")),
        ("KMeans", ml => ml.Clustering.Trainers.KMeans(numberOfClusters: 5)),
    ];

    private string[] Compare((string Name, Func<MLContext, IEstimator<ITransformer>> Create) trainer)
    {
        var times = new List<(double Own, double Checkpoint)>();
        long encoded = 0;
        for (int round = 0; round <= rounds; round++)
        {
            var plain = new MLContext(seed: 1);
            (double own, encoded) = Time(() => Fit(plain, Embed(plain).Append(trainer.Create(plain))));
            var without = new MLContext(seed: 1).UseEmbeddingOptions(new() { Cache = EmbeddingCache.None });
            (double checkpoint, _) = Time(() => Fit(without, Embed(without).AppendCacheCheckpoint(without).Append(trainer.Create(without))));
            // The first round compiles.
            if (round > 0)
                times.Add((own, checkpoint));
            Console.Error.WriteLine($"{trainer.Name}: {own:F2} s, {checkpoint:F2} s with a checkpoint");
        }
        return Row(trainer.Name, encoded, Median.Of(times.Select(time => time.Own)), Median.Of(times.Select(time => time.Checkpoint)), Median.Of(times.Select(time => time.Own / time.Checkpoint)));
    }

    private string[] Folds()
    {
        var ml = new MLContext(seed: 1);
        var (seconds, encoded) = Time(() => ml.BinaryClassification.CrossValidate(Data(ml), Embed(ml).Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression()), numberOfFolds: 5));
        return Row("five-fold cross-validation, SdcaLogisticRegression", encoded, seconds);
    }

    private string[] Sweep()
    {
        var ml = new MLContext(seed: 1);
        var (seconds, encoded) = Time(() =>
        {
            var data = Data(ml);
            foreach (float strength in new[] { 0.01f, 0.1f, 1f })
            {
                foreach (var trainer in new IEstimator<ITransformer>[]
                {
                    ml.BinaryClassification.Trainers.SdcaLogisticRegression(l2Regularization: strength),
                    ml.BinaryClassification.Trainers.LbfgsLogisticRegression(l2Regularization: strength),
                    ml.BinaryClassification.Trainers.AveragedPerceptron(learningRate: strength),
                })
                {
                    ml.BinaryClassification.CrossValidateNonCalibrated(data, Embed(ml).Append(trainer), numberOfFolds: 5);
                }
            }
        });
        return Row("3 trainers x 3 settings x 5 folds", encoded, seconds);
    }

    private EmbeddingEstimator Embed(MLContext ml) => ml.Transforms.Text.EmbedText("Features", "Text", model);

    private void Fit(MLContext ml, IEstimator<ITransformer> pipeline) => pipeline.Fit(Data(ml));

    private IDataView Data(MLContext ml)
    {
        var rows = Enumerable.Range(0, Rows).Select(row => row % Different).Select(row => new LabeledRow { Text = corpus.Texts[row], Label = row % 2 == 0, Number = (uint)(row % 3) }).ToList();
        var view = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey("Class", "Number").Fit(view).Transform(view);
    }

    private static string[] Row(string name, long encoded, double seconds, double? checkpoint = null, double? ratio = null) =>
        [name, Number.Show(encoded, "N0"), Number.Show(seconds, "F2"), checkpoint is { } s ? Number.Show(s, "F2") : "", ratio is { } r ? Number.Show(r, "F2") : ""];

    /// <returns>Seconds, and the inputs that encoders computed meanwhile, as the library's meter tells.</returns>
    private static (double Seconds, long Encoded) Time(Action act)
    {
        long encoded = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == EmbeddingCache.MeterName && instrument.Name == "embedding.cache.misses")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref encoded, value));
        listener.Start();
        GC.Collect();
        var watch = Stopwatch.StartNew();
        act();
        return (watch.Elapsed.TotalSeconds, encoded);
    }

    private sealed class LabeledRow
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public uint Number { get; set; }
    }
}
