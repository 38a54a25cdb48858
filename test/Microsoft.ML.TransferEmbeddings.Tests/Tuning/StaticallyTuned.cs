namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

/// <summary>A way to learn that needs no other package.</summary>
internal sealed class StaticallyTuned : TextTuningOptions
{
    public List<LabeledText> Seen { get; } = [];

    public Action<CancellationToken> OnTune { get; init; } = _ => { };

    protected internal override TextEmbeddingModel Tune(IReadOnlyList<LabeledText> texts, CancellationToken cancellationToken)
    {
        OnTune(cancellationToken);
        Seen.AddRange(texts);
        return StaticFineTuner.Tune(Model, texts, new StaticFineTuningOptions { LearningRate = 1e-2f });
    }
}
