namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>What a training changed is a small file, which makes the tuned model of the model again.</summary>
public sealed class WeightAdapterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Choices { get; } = ["all", "last 1 blocks", "biases and norms", "low rank 3"];

    private string Path => folder["adapter.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Choices))]
    public void AFileAppliedToTheModelIsTheTunedModel(string name)
    {
        var options = Options(new[] { TrainedWeights.All, TrainedWeights.LastBlocks(1), TrainedWeights.BiasesAndNorms, TrainedWeights.LowRank(3) }.Single(choice => choice.ToString() == name));
        using var model = TinyEncoder.Create();
        using var tuned = FineTuner.Tune(model, MiniLM.Texts, options);
        FineTuner.TuneAdapter(model, MiniLM.Texts, options).Save(Path);
        var adapter = WeightAdapter.Load(Path);
        Assert.Equal(model.Fingerprint, adapter.BaseFingerprint);
        Assert.Equal(name == "low rank 3" ? 3 : 0, adapter.Rank);
        using var applied = adapter.Apply(model);
        Assert.Equal(tuned.Fingerprint, applied.Fingerprint);
        Assert.NotEqual(model.Fingerprint, applied.Fingerprint);
        Assert.Equal(tuned.Embed(MiniLM.Texts.Select(row => row.Text)), applied.Embed(MiniLM.Texts.Select(row => row.Text)));
        // What was read is written as it was.
        adapter.Save(folder["again"]);
        Assert.Equal(File.ReadAllBytes(Path), File.ReadAllBytes(folder["again"]));
    }

    [Fact]
    public void AnAdapterOfPairsIsThatOfTheTunedModel()
    {
        using var model = TinyEncoder.Create();
        TextPair[] pairs = [.. MiniLM.Texts.Select(row => new TextPair(row.Text, row.Label))];
        var options = Options(TrainedWeights.LowRank(2));
        using var tuned = FineTuner.TunePairs(model, pairs, options);
        using var applied = FineTuner.TunePairsAdapter(model, pairs, options).Apply(model);
        Assert.Equal(tuned.Fingerprint, applied.Fingerprint);
    }

    [Fact]
    public void OfARealModelItHasAFewMegabytes()
    {
        var model = MiniLM.Model;
        var options = new FineTuningOptions { Weights = TrainedWeights.LowRank(8), Steps = 2, BatchSize = 4, LearningRate = 1e-3, WarmUpShare = 0 };
        var adapter = FineTuner.TuneAdapter(model, MiniLM.Texts, options);
        adapter.Save(Path);
        Assert.InRange(new FileInfo(Path).Length, 1_000_000, 10_000_000);
        Assert.Equal(36, adapter.Weights.Count);
        using var applied = WeightAdapter.Load(Path).Apply(model);
        Assert.NotEqual(model.Embed("What is a prism ?"), applied.Embed("What is a prism ?"));
    }

    [Fact]
    public void AnotherModelIsRefused()
    {
        using var model = TinyEncoder.Create();
        var adapter = FineTuner.TuneAdapter(model, MiniLM.Texts, Options(TrainedWeights.LowRank(2)));
        using var other = adapter.Apply(model);
        string message = Assert.Throws<ArgumentException>(() => adapter.Apply(other)).Message;
        Assert.Contains($"fingerprint {model.Fingerprint}, and this one has {other.Fingerprint}", message);
        Assert.Contains("Give the very model that was tuned", message);
    }

    [Fact]
    public void ADamagedFileIsRefused()
    {
        using var model = TinyEncoder.Create();
        FineTuner.TuneAdapter(model, MiniLM.Texts, Options(TrainedWeights.LowRank(2))).Save(Path);
        byte[] content = File.ReadAllBytes(Path);
        foreach (int length in new[] { 1, 10, content.Length / 2, content.Length - 1 })
        {
            File.WriteAllBytes(Path, content[..length]);
            Assert.Contains(Path, Assert.Throws<InvalidDataException>(() => WeightAdapter.Load(Path)).Message);
        }
        content[^5] ^= 1;
        File.WriteAllBytes(Path, content);
        Assert.Contains("its checksum is not the one that was saved", Assert.Throws<InvalidDataException>(() => WeightAdapter.Load(Path)).Message);
    }

    [Fact]
    public void AnotherSafetensorsFileIsNoAdapter() =>
        Assert.Contains("not that of an adapter", Assert.Throws<InvalidDataException>(() => WeightAdapter.Load(Foreign())).Message);

    private static FineTuningOptions Options(TrainedWeights weights) => new() { Weights = weights, Steps = 4, BatchSize = 6, LearningRate = 1e-2 };

    /// <summary>A tensor without a word about it.</summary>
    private string Foreign()
    {
        byte[] header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"u8.ToArray();
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes((long)header.Length), .. header, 0, 0, 0, 0]);
        return Path;
    }
}
