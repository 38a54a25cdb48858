using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A real network learns classes of images and stays an encoder.</summary>
public class ImageFineTunerTests
{
    [Fact]
    public void TheNetworkLearnsAndWhatIsNotChosenKeepsItsBits()
    {
        using var model = Noise.Model();
        var losses = new List<double>();
        using var tuned = ImageFineTuner.Tune(model, Noise.Labeled(36), new ImageFineTuningOptions
        {
            Augmentation = ImageAugmentation.None, Epochs = 10, BatchSize = 18, LearningRate = 3e-4, Progress = new Immediate(progress => losses.Add(progress.Loss)),
        });
        Assert.Equal(20, losses.Count);
        Assert.True(losses[^1] < losses[0] / 2, string.Join(" ", losses));
        Assert.NotEqual(model.Fingerprint, tuned.Fingerprint);
        OnnxNetwork before = OnnxNetwork.Read(model.GetNetwork().Graph), after = OnnxNetwork.Read(tuned.GetNetwork().Graph);
        var trained = ImageFineTuner.TrainableGroups(model)[^1];
        Assert.NotEmpty(trained.Weights);
        foreach (string name in before.Constants.Where(name => before.FindConstant(name)!.ElementType == "Float"))
        {
            bool differs = !before.FindConstant(name)!.ReadFloats().AsSpan().SequenceEqual(after.FindConstant(name)!.ReadFloats());
            Assert.True(differs == trained.Weights.Contains(name), $"{name}: {differs}");
        }
    }

    [Fact]
    public void OneSeedGivesTheSameBitsAndAnInterruptedTrainingContinuesToThem()
    {
        using var folder = new TemporaryFolder();
        using var model = Noise.Model();
        var images = Noise.Labeled(36);
        using var straight = ImageFineTuner.Tune(model, images, Options(1, null, _ => { }));
        using var other = ImageFineTuner.Tune(model, images, Options(2, null, _ => { }));
        Assert.NotEqual(straight.Fingerprint, other.Fingerprint);
        Assert.Throws<EndOfProcess>(() => ImageFineTuner.Tune(model, images, Options(1, folder["state"], progress => _ = progress.Step == 3 ? throw new EndOfProcess() : 0)));
        Assert.Single(Directory.GetFiles(folder["state"]));
        Assert.Throws<InvalidDataException>(() => ImageFineTuner.Tune(model, images[2..], Options(1, folder["state"], _ => { })));
        var steps = new List<int>();
        using var continued = ImageFineTuner.Tune(model, images, Options(1, folder["state"], progress => steps.Add(progress.Step)));
        Assert.Equal([3, 4], steps);
        Assert.Equal(straight.Fingerprint, continued.Fingerprint);

        static ImageFineTuningOptions Options(int seed, string? state, Action<FineTuningProgress> report) => new()
        {
            Epochs = 2, BatchSize = 18, Seed = seed, CheckpointDirectory = state, CheckpointSteps = 2, Progress = new Immediate(report),
        };
    }

    [Fact]
    public async Task DataFromWhichNothingCanBeLearnedIsRefused()
    {
        using var model = Noise.Model();
        var images = Noise.Labeled(4);
        Assert.Contains("All 2 images have the label 'even'", Refused([images[0], images[2]]));
        Assert.Contains("There is no image", Refused([]));
        Assert.Contains("The row 1 has no label", Refused([images[0], images[1] with { Label = null! }]));
        LabeledImage broken = new(ImageInput.FromBytes(new byte[] { 1, 2, 3 }), "odd");
        Assert.Throws<ImageLoadException>(() => ImageFineTuner.Tune(model, [.. images, broken]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageFineTuner.TuneAsync(model, images, new ImageFineTuningOptions(), new CancellationToken(canceled: true)));

        string Refused(LabeledImage[] rows) => Assert.Throws<ArgumentException>(() => ImageFineTuner.Tune(model, rows)).Message;
    }

    [Fact]
    public void AClassOfOneImageIsTrainedToo()
    {
        using var model = Noise.Model();
        using var tuned = ImageFineTuner.Tune(model, Noise.Labeled(3), new ImageFineTuningOptions { Epochs = 1 });
        Assert.Equal(model.Dimension, tuned.Dimension);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATrainersModelLoadsInAProcessWithoutPyTorch(bool isBinary)
    {
        using var folder = new TemporaryFolder();
        using var model = Noise.Model();
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(Noise.Pictures(36).Select((picture, i) => new Row { Image = picture, Flag = i % 2 == 0, Label = i == 35 ? null : i % 3 == 0 ? "a" : "b" }));
        var options = new FineTuneImagesOptions { Model = model, LabelColumnName = isBinary ? "Flag" : "Label", Training = new ImageFineTuningOptions { Epochs = 1 } };
        IEstimator<ITransformer> estimator = isBinary
            ? ml.BinaryClassification.Trainers.FineTuneImages(options)
            : ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.MulticlassClassification.Trainers.FineTuneImages(options));
        var fitted = estimator.Fit(rows);
        var predicted = fitted.Transform(rows);
        float[][] expected = [.. predicted.GetColumn<float[]>("Features")];
        Assert.NotEqual(model.Embed(ImageInput.FromBytes(Noise.Pictures(1)[0])), expected[0]);
        Assert.NotNull(predicted.Schema.GetColumnOrNull("Score"));

        ml.Model.Save(fitted, rows.Schema, folder["model.zip"]);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(rows, stream);
        FreshProcess.Run(folder["model.zip"], folder["rows.idv"], folder["vectors"]);
        float[] actual = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray();
        float[] twice = [.. expected.Concat(expected).SelectMany(vector => vector)];
        Assert.Equal(twice.Length, actual.Length);
        Assert.All(twice.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void AColumnThatATrainerCannotReadAgainIsRefused()
    {
        using var model = Noise.Model();
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(Noise.Pictures(4).Select((picture, i) => new Row { Image = picture, Flag = i % 2 == 0 }));
        var trainer = ml.BinaryClassification.Trainers.FineTuneImages(new FineTuneImagesOptions { Model = model, InputColumnName = "Flag", LabelColumnName = "Flag" });
        Assert.Contains("'Flag'", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(rows)).Message);
        var missing = ml.BinaryClassification.Trainers.FineTuneImages(new FineTuneImagesOptions { Model = model });
        Assert.Contains("'Label'", Assert.Throws<ArgumentOutOfRangeException>(() => missing.Fit(ml.Transforms.DropColumns("Label").Fit(rows).Transform(rows))).Message);
    }

    private sealed class Row
    {
        public byte[] Image { get; set; } = [];

        public bool Flag { get; set; }

        public string? Label { get; set; }
    }

    private sealed class Immediate(Action<FineTuningProgress> report) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => report(value);
    }

    private sealed class EndOfProcess : Exception;
}
