using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A real encoder learns a task and stays an encoder.</summary>
public class FineTunerTests
{
    public static TheoryData<string> Choices { get; } = ["all", "last 2 blocks", "biases and norms", "low rank 4"];

    [Theory]
    [InlineData(FineTuningObjective.CosineSimilarity)]
    [InlineData(FineTuningObjective.SupervisedContrastive)]
    [InlineData(FineTuningObjective.CrossEntropy)]
    public void TextsOfAClassComeNearer(FineTuningObjective objective)
    {
        var model = MiniLM.Model;
        var losses = new List<double>();
        using var tuned = FineTuner.Tune(model, MiniLM.Texts, new FineTuningOptions
        {
            Objective = objective, Steps = 8, BatchSize = 12, LearningRate = 1e-4, FreezeEmbeddings = true, Dropout = 0,
            Progress = new Immediate(progress => losses.Add(progress.Loss)),
        });
        Assert.Equal(8, losses.Count);
        Assert.True(losses[^1] < losses[0], string.Join(" ", losses));
        Assert.True(MiniLM.Contrast(tuned) > MiniLM.Contrast(model) + 0.1, $"{MiniLM.Contrast(model)} {MiniLM.Contrast(tuned)}");
        Assert.NotEqual(model.Fingerprint, tuned.Fingerprint);
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void WhatIsNotChosenKeepsItsBits(string name)
    {
        var weights = new[] { TrainedWeights.All, TrainedWeights.LastBlocks(2), TrainedWeights.BiasesAndNorms, TrainedWeights.LowRank(4) }.Single(choice => choice.ToString() == name);
        var model = MiniLM.Model;
        using var tuned = FineTuner.Tune(model, MiniLM.Texts, new FineTuningOptions { Weights = weights, FreezeEmbeddings = true, Steps = 2, LearningRate = 1e-3, WarmUpShare = 0 });
        var groups = FineTuner.TrainableGroups(model);
        OnnxNetwork before = OnnxNetwork.Read(model.GetNetwork().Graph), after = OnnxNetwork.Read(tuned.GetNetwork().Graph);
        foreach (var group in groups)
        {
            foreach (string weight in group.Weights)
            {
                bool isVector = before.FindConstant(weight)!.Shape.Count == 1, isEmbedding = group.Name == "embeddings";
                bool expected = name switch
                {
                    "last 2 blocks" => group.Name is "block 4" or "block 5",
                    "biases and norms" => isVector && !isEmbedding,
                    "low rank 4" => !isVector && !isEmbedding,
                    _ => !isEmbedding,
                };
                bool differs = !before.FindConstant(weight)!.ReadFloats().AsSpan().SequenceEqual(after.FindConstant(weight)!.ReadFloats());
                // The bias of a key shifts all scores of a row alike, so that its gradient is zero but for rounding.
                Assert.True(differs == expected || weight.Contains("key.bias"), $"{group.Name} {weight}: {differs}");
            }
        }
    }

    [Fact]
    public void VectorsOfTheTunedModelAreThoseOfTheTrainedModule()
    {
        var model = MiniLM.Model;
        using var tuned = FineTuner.Tune(model, MiniLM.Texts, new FineTuningOptions { Weights = TrainedWeights.LowRank(2), Steps = 3, LearningRate = 1e-3 });
        using var trainee = new TextTrainee(tuned);
        using var scope = torch.NewDisposeScope();
        string[] texts = [.. MiniLM.Texts.Select(row => row.Text), "", "One more text that is much longer than all the others, so that they are padded."];
        float[] actual = torch.nn.functional.normalize(trainee.Encode([.. texts.Select(trainee.Tokenize)]), dim: 1).detach().data<float>().ToArray();
        float[] expected = [.. tuned.Embed(texts).SelectMany(vector => vector)];
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5f);
    }

    [Fact]
    public async Task ATunedModelServesInAProcessWithoutThisPackage()
    {
        using var folder = new TemporaryFolder();
        var model = MiniLM.Model;
        using var tuned = await FineTuner.TuneAsync(model, MiniLM.Texts, new FineTuningOptions { Steps = 1, FreezeEmbeddings = true });
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(MiniLM.Texts.Select(row => new Row { Text = row.Text }));
        var pipeline = ml.Transforms.Text.EmbedText("Features", "Text", tuned);
        ml.Model.Save(pipeline.Fit(data), data.Schema, folder["tuned.zip"]);
        var loaded = new MLContext().Model.Load(folder["tuned.zip"], out _);
        float[][] vectors = [.. loaded.Transform(data).GetColumn<float[]>("Features")];
        Assert.Equal(tuned.Embed(MiniLM.Texts.Select(row => row.Text)), vectors);
        // What the zip names is all that a process needs.
        using var zip = System.IO.Compression.ZipFile.OpenRead(folder["tuned.zip"]);
        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.Contains("Torch", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void ATrainingThatWasEndedContinuesToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var model = MiniLM.Model;
        using var straight = FineTuner.Tune(model, MiniLM.Texts, Options(null, _ => { }));
        Assert.Throws<EndOfProcess>(() => FineTuner.Tune(model, MiniLM.Texts, Options(folder["state"], progress => _ = progress.Step == 3 ? throw new EndOfProcess() : 0)));
        Assert.Single(Directory.GetFiles(folder["state"]));
        var steps = new List<int>();
        using var continued = FineTuner.Tune(model, MiniLM.Texts, Options(folder["state"], progress => steps.Add(progress.Step)));
        Assert.Equal([3, 4, 5], steps);
        Assert.Equal(straight.Fingerprint, continued.Fingerprint);
        Assert.Empty(Directory.GetFiles(folder["state"]));

        static FineTuningOptions Options(string? state, Action<FineTuningProgress> report) => new()
        {
            Steps = 5, BatchSize = 6, Weights = TrainedWeights.LastBlocks(1), CheckpointDirectory = state, CheckpointSteps = 2, Progress = new Immediate(report),
        };
    }

    [Fact]
    public void AStateOfAnotherTrainingOrADamagedOneIsRefused()
    {
        using var folder = new TemporaryFolder();
        var model = MiniLM.Model;
        Assert.Throws<EndOfProcess>(() => FineTuner.Tune(model, MiniLM.Texts, Options(seed: 1, isEnded: true)));
        string other = Assert.Throws<InvalidDataException>(() => FineTuner.Tune(model, MiniLM.Texts, Options(seed: 2, isEnded: false))).Message;
        Assert.Contains("is of another model, other data or other options", other);
        string file = Assert.Single(Directory.GetFiles(folder.Root));
        byte[] content = File.ReadAllBytes(file);
        foreach (int length in new[] { 0, 10, content.Length / 2, content.Length - 1 })
        {
            File.WriteAllBytes(file, content[..length]);
            Assert.Contains("is damaged", Assert.Throws<InvalidDataException>(() => FineTuner.Tune(model, MiniLM.Texts, Options(seed: 1, isEnded: false))).Message);
        }

        FineTuningOptions Options(int seed, bool isEnded) => new()
        {
            Steps = 3, BatchSize = 4, Seed = seed, Weights = TrainedWeights.BiasesAndNorms, CheckpointDirectory = folder.Root, CheckpointSteps = 1,
            Progress = new Immediate(progress => _ = isEnded && progress.Step == 2 ? throw new EndOfProcess() : 0),
        };
    }

    [Fact]
    public void AStateThatCanNotBeWrittenIsAnErrorThatNamesTheFile()
    {
        using var folder = new TemporaryFolder();
        // A folder stands where the file should go.
        Directory.CreateDirectory(folder["fine-tuning.checkpoint"]);
        var options = new FineTuningOptions { Steps = 2, BatchSize = 4, Weights = TrainedWeights.BiasesAndNorms, CheckpointDirectory = folder.Root, CheckpointSteps = 1 };
        string message = Assert.Throws<IOException>(() => FineTuner.Tune(MiniLM.Model, MiniLM.Texts, options)).Message;
        Assert.StartsWith($"The state of the training can't be written to '{folder["fine-tuning.checkpoint"]}'", message);
        Assert.Empty(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public async Task ACanceledTrainingEnds()
    {
        var model = MiniLM.Model;
        using var source = new CancellationTokenSource();
        var steps = new ConcurrentBag<int>();
        var options = new FineTuningOptions { Weights = TrainedWeights.BiasesAndNorms, BatchSize = 4, Progress = new Immediate(progress =>
        {
            steps.Add(progress.Step);
            source.Cancel();
        }) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FineTuner.TuneAsync(model, MiniLM.Texts, options, source.Token));
        Assert.Single(steps);
    }

    [Fact]
    public void ALossThatIsNoNumberIsAnErrorThatSaysWhatToDo()
    {
        var model = MiniLM.Model;
        var options = new FineTuningOptions { LearningRate = 1e30, WarmUpShare = 0, MaxGradientNorm = 1e30, Weights = TrainedWeights.LastBlocks(1), BatchSize = 4 };
        Assert.Contains("Set a lower LearningRate", Assert.Throws<InvalidOperationException>(() => FineTuner.Tune(model, MiniLM.Texts, options)).Message);
    }

    [Fact]
    public void PairsWithoutScoresLearnWhoBelongsToWhom()
    {
        var model = MiniLM.Model;
        TextPair[] pairs = [.. MiniLM.Texts.Select((row, i) => new TextPair(row.Text, $"answer {i} {row.Label}"))];
        Assert.True(LastLoss(model, pairs, out double first) < first);
    }

    [Fact]
    public void PairsWithScoresLearnTheirOrder()
    {
        var model = MiniLM.Model;
        // Against what the model thinks.
        TextPair[] pairs =
        [
            new("A man plays a guitar.", "A man is playing the guitar.", 0), new("A cat sleeps.", "The stock market fell.", 5), new("It rains.", "It is raining.", 1),
            new("He reads a book.", "Planes fly over the ocean.", 4),
        ];
        Assert.True(LastLoss(model, pairs, out double first) < first);
    }

    [Fact]
    public void DataFromWhichNothingCanBeLearnedAreRefused()
    {
        var model = MiniLM.Model;
        Refused([new("a", "x"), new("b", "x")], "All 2 texts have the label 'x'");
        Refused([], "There is no text");
        Refused([new("a", "x"), new("a", "y")], "All 2 texts are equal");
        Refused([new("a", "x"), new("b", "y")], "No class has two different texts");
        Refused([new("a", "x"), new("", "y"), new("b", null!)], "The text 2 has no label");
        Refused([new("", "x"), new(null, "y")], "All 2 texts are equal ('')");
        RefusedPairs([new("a", "b")], "There is one pair");
        RefusedPairs([new("a", "b", 1), new("c", "d")], "1 of 2 pairs have a score");
        RefusedPairs([new("a", "b", 1), new("c", "d", 1)], "All 2 pairs have the score 1");
        RefusedPairs([new("a", "b", double.NaN), new("c", "d", 1)], "The score of the pair 0 is NaN");

        void Refused(LabeledText[] texts, string message) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => FineTuner.Tune(model, texts)).Message);
        void RefusedPairs(TextPair[] pairs, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => FineTuner.TunePairs(model, pairs, new FineTuningOptions())).Message);
    }

    [Fact]
    public void ALabelWithOneTextIsNoObstacle()
    {
        var model = MiniLM.Model;
        using var tuned = FineTuner.Tune(model, [.. MiniLM.Texts, new("What is a prism ?", "thing")], new FineTuningOptions { Steps = 3, Weights = TrainedWeights.LastBlocks(1) });
        Assert.NotEqual(model.Fingerprint, tuned.Fingerprint);
    }

    [Fact]
    public void AModelThatCanNotBeTrainedIsRefused()
    {
        Assert.Contains("has no network whose weights could be trained", Assert.Throws<NotSupportedException>(() => FineTuner.TrainableGroups(TextEmbeddingModel.Default)).Message);
        using var halves = TextEmbeddingModel.FromDirectory(MiniLM.Folder, new TextEmbeddingModelOptions { GraphFile = "onnx/model_quantized.onnx" });
        Assert.Contains("only float32 can be trained", Assert.Throws<NotSupportedException>(() => FineTuner.TrainableGroups(halves)).Message);
    }

    private static double LastLoss(TextEmbeddingModel model, TextPair[] pairs, out double first)
    {
        var losses = new List<double>();
        using var tuned = FineTuner.TunePairs(model, pairs, new FineTuningOptions
        {
            Steps = 5, BatchSize = 16, LearningRate = 1e-4, FreezeEmbeddings = true, Dropout = 0, Progress = new Immediate(progress => losses.Add(progress.Loss)),
        });
        first = losses[0];
        return losses[^1];
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
