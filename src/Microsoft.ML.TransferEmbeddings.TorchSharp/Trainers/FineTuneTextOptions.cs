namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of the trainers <c>FineTuneText</c> and <c>FineTuneTextAuto</c> of <c>ml.BinaryClassification.Trainers</c> and <c>ml.MulticlassClassification.Trainers</c>: the network of an encoder
/// is trained on a text column and its labels, as <see cref="FineTuner"/> does. Immutable; as thread-safe as <see cref="FineTuningOptions.Progress"/>.
/// </summary>
public sealed class FineTuneTextOptions : TextTuningOptions
{
    /// <summary>
    /// Settings of the training; default <c>new FineTuningOptions()</c>. <c>FineTuneTextAuto</c> trains on several parts of the rows, and a state in
    /// <see cref="FineTuningOptions.CheckpointDirectory"/> is of one of them: leave that null there.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public FineTuningOptions Training { get; init => field = value ?? throw new ArgumentNullException(nameof(Training)); } = new();

    /// <inheritdoc/>
    protected override TextEmbeddingModel Tune(IReadOnlyList<LabeledText> texts, CancellationToken cancellationToken) => FineTuner.Tune(Model, texts, Training, cancellationToken);
}
