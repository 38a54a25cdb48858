using Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FineTuning;

/// <summary>A row of the table: how the encoder is tuned, and what is trained on its vectors.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Encoder">A name for the encoder; ways with the same one share it.</param>
/// <param name="Options">For the seed of a draw; null if the encoder stays as it is.</param>
/// <param name="Head">The trainer after it.</param>
/// <param name="ReadsUnlabeled">Whether the trainer reads the rows without labels.</param>
/// <param name="TunesOnNames">Whether the names of the classes are training texts as well.</param>
internal sealed record TuningWay(
    string Name, string Encoder, Func<int, FineTuningOptions>? Options, Func<ClassEmbeddings, Method> Head, bool ReadsUnlabeled = false, bool TunesOnNames = false)
{
    private static readonly Func<int, FineTuningOptions> Contrastive = seed => new() { Seed = seed, FreezeEmbeddings = true };
    private static readonly Func<int, FineTuningOptions> LowRank = seed => new() { Seed = seed, Weights = TrainedWeights.LowRank(8), LearningRate = 2e-4 };

    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<TuningWay> All { get; } =
    [
        new("`LinearProbe`", "frozen", null, Probe),
        new("`FewShot`, names", "frozen", null, Names),
        new("`FewShot`, names and unlabeled rows", "frozen", null, Unlabeled, ReadsUnlabeled: true),
        new("contrastive, `LinearProbe`", "contrastive", Contrastive, Probe, TunesOnNames: true),
        new("contrastive, `FewShot`, names", "contrastive", Contrastive, Names, TunesOnNames: true),
        new("contrastive, `FewShot`, names and unlabeled rows", "contrastive", Contrastive, Unlabeled, ReadsUnlabeled: true, TunesOnNames: true),
        new("LoRA, `LinearProbe`", "LoRA", LowRank, Probe, TunesOnNames: true),
        new("LoRA, `FewShot`, names", "LoRA", LowRank, Names, TunesOnNames: true),
        new("LoRA, `FewShot`, names and unlabeled rows", "LoRA", LowRank, Unlabeled, ReadsUnlabeled: true, TunesOnNames: true),
    ];

    /// <summary>What the settings were chosen among.</summary>
    public static IReadOnlyList<TuningWay> Candidates { get; } =
    [
        .. All.Take(3),
        .. Candidate("2e-5, names, frozen embeddings", true, seed => new() { Seed = seed, FreezeEmbeddings = true }),
        .. Candidate("LoRA 2e-4, names", true, seed => new() { Seed = seed, Weights = TrainedWeights.LowRank(8), LearningRate = 2e-4 }),
        .. Candidate("5e-5, names, frozen embeddings", true, seed => new() { Seed = seed, LearningRate = 5e-5, FreezeEmbeddings = true }),
        .. Candidate("LoRA 5e-4, names", true, seed => new() { Seed = seed, Weights = TrainedWeights.LowRank(8), LearningRate = 5e-4 }),
        .. Candidate("2e-5", false, seed => new() { Seed = seed }),
    ];

    private static Func<ClassEmbeddings, Method> Names => names => Method.FewShot(names)[0];

    private static Func<ClassEmbeddings, Method> Unlabeled => names => Method.FewShot(names)[1];

    private static Method Probe(ClassEmbeddings names) => new(
        "`LinearProbe`",
        (ml, _) => ml.BinaryClassification.Trainers.LinearProbe("Target"),
        (ml, _) => ml.MulticlassClassification.Trainers.LinearProbe("Target"));

    private static IEnumerable<TuningWay> Candidate(string name, bool onNames, Func<int, FineTuningOptions> options) =>
    [
        new($"{name}: probe", name, options, Probe, TunesOnNames: onNames),
        new($"{name}: names", name, options, Names, TunesOnNames: onNames),
        new($"{name}: unlabeled", name, options, Unlabeled, ReadsUnlabeled: true, TunesOnNames: onNames),
    ];
}
