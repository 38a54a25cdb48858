namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>What can go wrong with data, weights, disks and libraries is a clear error, and what was there before it is there after it.</summary>
public sealed class FineTuningFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Checkpoint => folder["state/fine-tuning.checkpoint"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AFullDiskEndsTheTrainingAndTheLastStateStays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit of a file's length is that of Linux");
        WriteInputs();
        using var whole = Start("whole", "9");
        string fingerprint = whole.WaitForSuccess().Split(' ')[1];
        EndAfter(steps: 4, of: 9);
        byte[] state = File.ReadAllBytes(Checkpoint);
        using (var full = Start("state", "9", $"{state.Length - 1}"))
        {
            string error = full.WaitForFailure();
            Assert.Contains($"The state of the training can't be written to '{Checkpoint}'", error);
            Assert.Contains("make room and call again", error);
        }
        Assert.Equal(state, File.ReadAllBytes(Checkpoint));
        Assert.Single(Directory.GetFiles(folder["state"]));
        using var last = Start("state", "9");
        Assert.Equal($"4 {fingerprint}", last.WaitForSuccess());
    }

    /// <summary>The program's own folder has TorchSharp and no PyTorch.</summary>
    [Fact]
    public void WithoutPyTorchTheErrorNamesThePackage()
    {
        WriteInputs();
        string program = Path.Combine(Repository.Root, "test", "FineTuning", "bin", Repository.Configuration, "net10.0", "FineTuning.dll");
        using var process = FreshProcess.StartSample(program, Arguments("state", "3"));
        string error = process.WaitForFailure();
        Assert.Contains("System.DllNotFoundException: PyTorch's native library", error);
        Assert.Contains("Add the package libtorch-cpu-", error);
        Assert.False(Directory.Exists(folder["state"]));
    }

    [Fact]
    public void AnOperatorThatIsNotKnownIsNamedBeforeAnythingIsWritten()
    {
        var graph = TinyEncoder.Graph();
        graph.Node("Sinh", ["last_hidden_state"], "hyperbolic");
        graph.Graph.Output[0].Name = "hyperbolic";
        TinyEncoder.Write(folder["model"], graph);
        using var model = TinyEncoder.Read(folder["model"]);
        string message = Assert.Throws<NotSupportedException>(() => FineTuner.Tune(model, MiniLM.Texts, new FineTuningOptions { CheckpointDirectory = folder["state"] })).Message;
        Assert.Contains("the operator Sinh of its node Sinh 'Sinh_hyperbolic' is not known", message);
        Assert.False(Directory.Exists(folder["state"]));
    }

    /// <summary>The loss of the one step is a number, and the weights after it are not.</summary>
    [Theory]
    [InlineData(1e38)]
    [InlineData(1e300)]
    public void WeightsThatGiveNoVectorsAreNoResult(double learningRate)
    {
        using var model = TinyEncoder.Create();
        var options = new FineTuningOptions { Steps = 1, WarmUpShare = 0, LearningRate = learningRate, CheckpointDirectory = folder["state"], CheckpointSteps = 1 };
        string message = Assert.Throws<InvalidOperationException>(() => FineTuner.Tune(model, MiniLM.Texts, options)).Message;
        Assert.Contains("Set a lower LearningRate", message);
        Assert.Empty(Directory.GetFiles(folder["state"]));
    }

    [Fact]
    public void WhatAKilledProcessLeftHalfWrittenIsCleared()
    {
        using var model = TinyEncoder.Create();
        Directory.CreateDirectory(folder["state"]);
        File.WriteAllText($"{Checkpoint}.0123456789abcdef0123456789abcdef.partial", "half");
        File.WriteAllText(folder["state/notes.partial"], "the user's");
        using var tuned = FineTuner.Tune(model, MiniLM.Texts, new FineTuningOptions { Steps = 2, CheckpointDirectory = folder["state"], CheckpointSteps = 1 });
        Assert.Equal([folder["state/notes.partial"]], Directory.GetFiles(folder["state"]));
    }

    [Fact]
    public void PairsFromWhichNothingCanBeLearnedAreRefused()
    {
        using var model = TinyEncoder.Create();
        Refused([new("a", "c"), new("b", "c")], "All 2 pairs have the same second text ('c')");
        Refused([new("a", "b"), new("a", "c")], "All 2 pairs have the same first text ('a')");
        Refused([new("a", "a"), new("b", "b")], "The texts of each of the 2 pairs are equal");
        Refused([new("a", "a", 1), new("b", "b", 2)], "The texts of each of the 2 pairs are equal");
        Refused([new("a", "b"), default], "The pair 1 lacks a text");

        void Refused(TextPair[] pairs, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => FineTuner.TunePairs(model, pairs, new FineTuningOptions())).Message);
    }

    /// <summary>A training that ends before it is done, as if its process had ended.</summary>
    private void EndAfter(int steps, int of)
    {
        using var model = TinyEncoder.Read(folder["model"]);
        var options = new FineTuningOptions
        {
            Steps = of, BatchSize = 6, CheckpointDirectory = folder["state"], CheckpointSteps = 3,
            Progress = new Immediate(progress => _ = progress.Step == steps ? throw new EndOfProcess() : 0),
        };
        Assert.Throws<EndOfProcess>(() => FineTuner.Tune(model, MiniLM.Texts, options));
    }

    private void WriteInputs()
    {
        TinyEncoder.Write(folder["model"]);
        File.WriteAllLines(folder["texts"], MiniLM.Texts.Select(row => $"{row.Label}\t{row.Text}"));
    }

    private FreshProcess Start(string state, string steps, params string[] largest) => FreshProcess.StartSample("FineTuning.dll", [.. Arguments(state, steps), .. largest]);

    private string[] Arguments(string state, string steps) => [folder["model/model.onnx"], folder["model/vocab.txt"], folder["texts"], folder[state], steps];
}
