using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>The network of a real encoder learns in a pipeline, and serves where nobody has heard of PyTorch.</summary>
public sealed class FineTuneTextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AZipServesInAProcessWithoutThisPackage()
    {
        var data = Data();
        var options = Options();
        var model = ml.MulticlassClassification.Trainers.FineTuneText(options).Fit(data);

        // What the trainer makes is what FineTuner makes of the same texts, with LinearProbe after it.
        using var tuned = FineTuner.Tune(MiniLM.Model, MiniLM.Texts, options.Training);
        float[][] vectors = [.. model.Transform(data).GetColumn<float[]>("Features")];
        Assert.Equal(tuned.Embed(MiniLM.Texts.Select(row => row.Text)), vectors);
        Assert.True(MiniLM.Contrast(tuned) > MiniLM.Contrast(MiniLM.Model) + 0.1);
        Assert.True(ml.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy > 0.9);

        ml.Model.Save(model, data.Schema, folder["tuned.zip"]);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(data, stream);
        Assert.DoesNotContain("TorchSharp", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "FreshProcess.deps.json")));
        FreshProcess.Run(folder["tuned.zip"], folder["rows.idv"], folder["vectors"]);
        float[] served = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray();
        float[] expected = [.. vectors.SelectMany(vector => vector)];
        Assert.Equal(2 * expected.Length, served.Length);
        Assert.InRange(served.Zip([.. expected, .. expected], (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5f);
    }

    [Fact]
    public void TheChoiceNamesWhatWasTried()
    {
        FineTuningReport? report = null;
        var auto = new FineTuneTextAutoOptions { Ways = [FineTuningWay.LinearProbe, FineTuningWay.NetworkTuning], Folds = 2, Report = found => report = found };
        var model = ml.MulticlassClassification.Trainers.FineTuneTextAuto(Options(), auto).Fit(Data());
        Assert.NotNull(report);
        Assert.Equal(auto.Ways, report.Candidates.Select(candidate => candidate.Way));
        Assert.Contains(report.Chosen, auto.Ways);
        Assert.True(report.Candidates[1].ProcessorTime > report.Candidates[0].ProcessorTime);
        Assert.Equal(MiniLM.Texts.Length, model.Transform(Data()).GetColumn<float[]>("Score").Count());
    }

    [Fact]
    public void DataFromWhichNothingCanBeLearnedAreRefused()
    {
        var trainer = ml.MulticlassClassification.Trainers.FineTuneText(Options());
        Assert.StartsWith("All 4 texts have the label 'number'", Assert.Throws<ArgumentException>(() => trainer.Fit(ml.Data.TakeRows(Data(), 4))).Message);
        var onStatic = ml.MulticlassClassification.Trainers.FineTuneText(new FineTuneTextOptions { Model = TextEmbeddingModel.Default });
        Assert.Contains("has no network", Assert.Throws<NotSupportedException>(() => onStatic.Fit(Data())).Message);
    }

    private static FineTuneTextOptions Options() => new()
    {
        Model = MiniLM.Model,
        Training = new FineTuningOptions { Steps = 6, BatchSize = 12, LearningRate = 1e-4, FreezeEmbeddings = true, Dropout = 0 },
    };

    private IDataView Data()
    {
        var data = ml.Data.LoadFromEnumerable(MiniLM.Texts.Select(row => new Row { Text = row.Text, Label = row.Label }));
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
