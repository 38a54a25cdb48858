using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Options of the trainers <c>FineTuneText</c> and <c>FineTuneTextAuto</c>: columns, encoder and head. How the encoder learns is said by the class that derives from this one:
/// <c>FineTuneTextOptions</c> of the package TorchSharp, which trains the encoder's network. Immutable.
/// </summary>
public abstract class TextTuningOptions
{
    /// <summary>Name of the text column; default "Text".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string InputColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(InputColumnName)); } = "Text";

    /// <summary>Name of the label column; default "Label". Its type is <see cref="bool"/> in binary and key in multiclass classification.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string LabelColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(LabelColumnName)); } = "Label";

    /// <summary>Name of the column with the tuned vectors, which is appended before the scores; default "Features".</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string FeatureColumnName { get; init => field = OptionRange.NotEmpty(value, nameof(FeatureColumnName)); } = "Features";

    /// <summary>The encoder to start from. It does not change and stays the caller's.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required TextEmbeddingModel Model { get; init => field = value ?? throw new ArgumentNullException(nameof(Model)); }

    /// <summary>Classifier on the tuned vectors; default <see cref="FineTuningHead.LinearProbe"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public FineTuningHead Head { get; init => field = OptionRange.Defined(value, nameof(Head)); }

    /// <summary>
    /// For each label, as text, the name of its class: a few words as they may occur in the texts. <c>FewShot</c> takes them, embedded by the encoder whose vectors it classifies.
    /// The labels of a Boolean column are "False" and "True". Null, the default, for none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? ClassNames { get; init; }

    /// <summary>Cancels a fit, within a second or two. The trainer takes it for all its fits; <see cref="CancellationToken.None"/> by default.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Trains a copy of <see cref="Model"/> on labeled texts. Called once for each fit; from several threads if the trainer is.</summary>
    /// <param name="texts">The labeled rows.</param>
    /// <param name="cancellationToken">Canceled if <see cref="CancellationToken"/> or the context is.</param>
    /// <returns>The tuned model, which the trainer disposes of.</returns>
    [Experimental(Experiments.EncoderBuildingBlocks)]
    protected internal abstract TextEmbeddingModel Tune(IReadOnlyList<LabeledText> texts, CancellationToken cancellationToken);
}
