using System.Runtime.CompilerServices;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Fine-tunes a text encoder: trains the weights of its network, so that its vectors suit a task. The result is a model of the same kind, which every stage takes and
/// every zip holds; a process that uses it needs neither this package nor PyTorch.
/// </summary>
/// <remarks>
/// <para>
/// The model's ONNX graph runs on PyTorch (TorchSharp), on the CPU. The application references the package with PyTorch's native library for its platform, such as
/// <c>libtorch-cpu-linux-x64</c>, version 2.10.0. Networks of the BERT family have the dropout that exporters leave out; others have none.
/// </para>
/// <para>
/// The same model, data and options give the same weights on the same machine, bit by bit if PyTorch has one thread (<c>torch.set_num_threads(1)</c>). Thread-safe, but
/// two calls at the same time share PyTorch's threads, and must not share a <see cref="FineTuningOptions.CheckpointDirectory"/>.
/// </para>
/// </remarks>
public static class FineTuner
{
    /// <summary>Returns the parts of a model's network that <see cref="FineTuningOptions.Weights"/> chooses from, from the input to the output.</summary>
    /// <param name="model">A text encoder with an ONNX graph in float32. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="NotSupportedException">The model has no such graph, or one with an operator that is not known; the message names it.</exception>
    /// <exception cref="DllNotFoundException">PyTorch's native library is missing; the message names the package.</exception>
    public static IReadOnlyList<TrainableGroup> TrainableGroups(TextEmbeddingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var trainee = new TextTrainee(model);
        return NetworkGroups.Of(trainee.Network, new BlockMap(trainee.Network.Nodes));
    }

    /// <summary>Fine-tunes on labeled texts, with the default options.</summary>
    /// <inheritdoc cref="Tune(TextEmbeddingModel, IEnumerable{LabeledText}, FineTuningOptions)"/>
    public static TextEmbeddingModel Tune(TextEmbeddingModel model, IEnumerable<LabeledText> texts) => Tune(model, texts, new FineTuningOptions());

    /// <summary>Fine-tunes on labeled texts: those of one class become near to each other, and those of different classes far. A few for each class are enough.</summary>
    /// <param name="model">A text encoder with an ONNX graph in float32. Its prompt is put before the texts. It stays the caller's, and does not change.</param>
    /// <param name="texts">Texts and their classes, enumerated once.</param>
    /// <param name="options">Settings.</param>
    /// <returns>The tuned model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two classes, no class has two different texts, or a label is null.</exception>
    /// <exception cref="NotSupportedException">The model has no such graph, or one with an operator that is not known; the message names it.</exception>
    /// <exception cref="DllNotFoundException">PyTorch's native library is missing; the message names the package.</exception>
    /// <exception cref="InvalidOperationException">The loss is NaN or infinite: the learning rate is too high.</exception>
    /// <exception cref="InvalidDataException">The file in the checkpoint folder is damaged or of another training.</exception>
    /// <exception cref="IOException">A checkpoint can't be written; the one before is still there.</exception>
    public static TextEmbeddingModel Tune(TextEmbeddingModel model, IEnumerable<LabeledText> texts, FineTuningOptions options)
    {
        Check(model, texts, options);
        return Tune(model, texts, options, CancellationToken.None);
    }

    /// <summary>Fine-tunes on labeled texts, on the thread pool.</summary>
    /// <param name="model">As in <see cref="Tune(TextEmbeddingModel, IEnumerable{LabeledText}, FineTuningOptions)"/>.</param>
    /// <param name="texts">Texts and their classes, enumerated once, on the thread pool.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Cancels the training before its next step. The last checkpoint stays.</param>
    /// <returns>The tuned model, which the caller disposes of.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <inheritdoc cref="Tune(TextEmbeddingModel, IEnumerable{LabeledText}, FineTuningOptions)"/>
    public static Task<TextEmbeddingModel> TuneAsync(
        TextEmbeddingModel model, IEnumerable<LabeledText> texts, FineTuningOptions options, CancellationToken cancellationToken = default)
    {
        Check(model, texts, options);
        return Task.Run(() => Tune(model, texts, options, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Fine-tunes on pairs of texts. Without scores each pair's texts become nearer to each other than to the texts of the other pairs of a batch; with scores the cosines of
    /// the pairs get the order of the scores.
    /// </summary>
    /// <param name="model">A text encoder with an ONNX graph in float32. Its prompt is put before the texts. It stays the caller's, and does not change.</param>
    /// <param name="pairs">Pairs, enumerated once; all have a score, or none has.</param>
    /// <param name="options">Settings; <see cref="FineTuningOptions.Objective"/> does not count.</param>
    /// <returns>The tuned model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two pairs, some have a score and some have none, all scores are equal, a score is not finite, or a text
    /// is null.</exception>
    /// <inheritdoc cref="Tune(TextEmbeddingModel, IEnumerable{LabeledText}, FineTuningOptions)"/>
    public static TextEmbeddingModel TunePairs(TextEmbeddingModel model, IEnumerable<TextPair> pairs, FineTuningOptions options)
    {
        Check(model, pairs, options);
        return TunePairs(model, pairs, options, CancellationToken.None);
    }

    /// <summary>Fine-tunes on pairs of texts, on the thread pool.</summary>
    /// <param name="model">As in <see cref="TunePairs(TextEmbeddingModel, IEnumerable{TextPair}, FineTuningOptions)"/>.</param>
    /// <param name="pairs">Pairs, enumerated once, on the thread pool.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Cancels the training before its next step. The last checkpoint stays.</param>
    /// <returns>The tuned model, which the caller disposes of.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <inheritdoc cref="TunePairs(TextEmbeddingModel, IEnumerable{TextPair}, FineTuningOptions)"/>
    public static Task<TextEmbeddingModel> TunePairsAsync(
        TextEmbeddingModel model, IEnumerable<TextPair> pairs, FineTuningOptions options, CancellationToken cancellationToken = default)
    {
        Check(model, pairs, options);
        return Task.Run(() => TunePairs(model, pairs, options, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Fine-tunes on labeled texts and returns what changed, without the rest of the model: a file of it has a few megabytes if the options train low-rank matrices or
    /// biases.
    /// </summary>
    /// <returns>The adapter; <see cref="WeightAdapter.Apply"/> makes of <paramref name="model"/> the very model that
    /// <see cref="Tune(TextEmbeddingModel, IEnumerable{LabeledText}, FineTuningOptions)"/> returns.</returns>
    /// <inheritdoc cref="Tune(TextEmbeddingModel, IEnumerable{LabeledText}, FineTuningOptions)"/>
    public static WeightAdapter TuneAdapter(TextEmbeddingModel model, IEnumerable<LabeledText> texts, FineTuningOptions options)
    {
        Check(model, texts, options);
        return Train(model, texts, options, CancellationToken.None);
    }

    /// <summary>Fine-tunes on pairs of texts and returns what changed, without the rest of the model.</summary>
    /// <returns>The adapter; <see cref="WeightAdapter.Apply"/> makes of <paramref name="model"/> the very model that
    /// <see cref="TunePairs(TextEmbeddingModel, IEnumerable{TextPair}, FineTuningOptions)"/> returns.</returns>
    /// <inheritdoc cref="TunePairs(TextEmbeddingModel, IEnumerable{TextPair}, FineTuningOptions)"/>
    public static WeightAdapter TunePairsAdapter(TextEmbeddingModel model, IEnumerable<TextPair> pairs, FineTuningOptions options)
    {
        Check(model, pairs, options);
        return Train(model, pairs, options, CancellationToken.None);
    }

    private static void Check(TextEmbeddingModel model, object data, FineTuningOptions options, [CallerArgumentExpression(nameof(data))] string? nameOfData = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data, nameOfData);
        ArgumentNullException.ThrowIfNull(options);
    }

    internal static TextEmbeddingModel Tune(TextEmbeddingModel model, IEnumerable<LabeledText> texts, FineTuningOptions options, CancellationToken cancellation) =>
        Train(model, texts, options, cancellation).Apply(model);

    private static TextEmbeddingModel TunePairs(TextEmbeddingModel model, IEnumerable<TextPair> pairs, FineTuningOptions options, CancellationToken cancellation) =>
        Train(model, pairs, options, cancellation).Apply(model);

    private static WeightAdapter Train(TextEmbeddingModel model, IEnumerable<LabeledText> texts, FineTuningOptions options, CancellationToken cancellation)
    {
        LabeledText[] rows = [.. texts];
        TuningData.Check(rows, options.Objective);
        return Train(model, trainee => new LabelObjective(rows, trainee, model.Dimension, options), options, cancellation);
    }

    private static WeightAdapter Train(TextEmbeddingModel model, IEnumerable<TextPair> pairs, FineTuningOptions options, CancellationToken cancellation)
    {
        TextPair[] rows = [.. pairs];
        TuningData.Check(rows);
        return Train(model, trainee => new PairObjective(rows, trainee, options), options, cancellation);
    }

    private static WeightAdapter Train(TextEmbeddingModel model, Func<TextTrainee, TrainingObjective> objective, FineTuningOptions options, CancellationToken cancellation)
    {
        TuningData.Check(options.MatryoshkaDimensions, model.Dimension);
        using var trainee = new TextTrainee(model);
        using var scope = torch.NewDisposeScope();
        var whole = objective(trainee);
        var loop = new TrainingLoop(trainee.Network, options.MatryoshkaDimensions is { Count: > 0 } dimensions ? new MatryoshkaObjective(whole, dimensions) : whole, options);
        loop.Run(model.Fingerprint, cancellation);
        return new WeightAdapter(model.Fingerprint, loop.Changes());
    }
}
