namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of the trainers <c>FineTuneText</c> and <c>FineTuneTextAuto</c> of <c>ml.BinaryClassification.Trainers</c> and <c>ml.MulticlassClassification.Trainers</c>: the network of an encoder
/// is trained on a text column and its labels, as <see cref="FineTuner"/> does. Immutable; as thread-safe as <see cref="FineTuningOptions.Progress"/>.
/// </summary>
/// <example>
/// <code>
/// using var encoder = TextEmbeddingModel.FromDirectory("all-MiniLM-L6-v2");
/// var trainer = ml.BinaryClassification.Trainers.FineTuneText(new FineTuneTextOptions { Model = encoder, InputColumnName = "Sentence" });
/// </code>
/// </example>
public sealed class FineTuneTextOptions : TextTuningOptions
{
    /// <summary>Settings of the training; default <c>new FineTuningOptions()</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public FineTuningOptions Training { get; init => field = value ?? throw new ArgumentNullException(nameof(Training)); } = new();

    /// <inheritdoc/>
    protected override TextEmbeddingModel Tune(IReadOnlyList<LabeledText> texts, CancellationToken cancellationToken) => FineTuner.Tune(Model, texts, Training, cancellationToken);
}
