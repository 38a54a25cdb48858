using Microsoft.ML.TransferEmbeddings.TorchSharp.Images;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Fine-tunes an image encoder for classes: trains the last stages of its network, together with a linear head. The result is a model of the same kind, which every stage
/// takes and every zip holds; a process that uses it needs neither this package nor PyTorch.
/// </summary>
/// <remarks>
/// <para>
/// The head starts as a linear probe on the vectors of the untrained network and is left out in the end: train a classifier on the tuned vectors, or use the trainer
/// <c>FineTuneImages</c>, which does both. What lies before the first trained weight runs on ONNX Runtime, and the rest on PyTorch (TorchSharp), on the CPU. The
/// application references the package with PyTorch's native library for its platform, such as <c>libtorch-cpu-linux-x64</c>, version 2.10.0.
/// </para>
/// <para>
/// The same model, images and options give the same weights on the same machine, bit by bit if PyTorch has one thread (<c>torch.set_num_threads(1)</c>). Thread-safe, but
/// two calls at the same time share PyTorch's threads, and must not share an <see cref="ImageFineTuningOptions.CheckpointDirectory"/>.
/// </para>
/// </remarks>
/// <seealso cref="FineTuner"/>
public static class ImageFineTuner
{
    /// <summary>Returns the parts of a model's network that <see cref="ImageFineTuningOptions.Weights"/> chooses from, from the input to the output.</summary>
    /// <param name="model">An image encoder with weights in float32 whose vector is made of one layer. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="NotSupportedException">The model has other weights, a vector of several layers, or an operator that is not known; the message names it.</exception>
    /// <exception cref="DllNotFoundException">PyTorch's native library is missing; the message names the package.</exception>
    public static IReadOnlyList<TrainableGroup> TrainableGroups(ImageEmbeddingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var trainee = new ImageTrainee(model);
        return NetworkGroups.Of(trainee.Network, new BlockMap(trainee.Network.Nodes));
    }

    /// <summary>Fine-tunes on labeled images, with the default options.</summary>
    /// <inheritdoc cref="Tune(ImageEmbeddingModel, IEnumerable{LabeledImage}, ImageFineTuningOptions)"/>
    public static ImageEmbeddingModel Tune(ImageEmbeddingModel model, IEnumerable<LabeledImage> images) => Tune(model, images, new ImageFineTuningOptions());

    /// <summary>Fine-tunes on labeled images.</summary>
    /// <param name="model">An image encoder with weights in float32 whose vector is made of one layer. It stays the caller's, and does not change.</param>
    /// <param name="images">Images and their classes, enumerated once. An image is read once in each epoch and once before, and never held decoded.</param>
    /// <param name="options">Settings.</param>
    /// <returns>The tuned model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two classes, or a label is null.</exception>
    /// <exception cref="ImageLoadException">An image can't be used.</exception>
    /// <exception cref="NotSupportedException">The model has other weights, a vector of several layers, or an operator that is not known; the message names it.</exception>
    /// <exception cref="DllNotFoundException">PyTorch's native library is missing; the message names the package.</exception>
    /// <exception cref="InvalidOperationException">The loss is NaN or infinite: the learning rate is too high.</exception>
    /// <exception cref="InvalidDataException">The file in the checkpoint folder is damaged or of another training.</exception>
    /// <exception cref="IOException">A checkpoint can't be written; the one before is still there.</exception>
    public static ImageEmbeddingModel Tune(ImageEmbeddingModel model, IEnumerable<LabeledImage> images, ImageFineTuningOptions options)
    {
        Check(model, images, options);
        return Tune(model, images, options, CancellationToken.None);
    }

    /// <summary>Fine-tunes on labeled images, on the thread pool.</summary>
    /// <param name="model">As in <see cref="Tune(ImageEmbeddingModel, IEnumerable{LabeledImage}, ImageFineTuningOptions)"/>.</param>
    /// <param name="images">Images and their classes, enumerated once, on the thread pool.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Cancels the training before its next step. The last checkpoint stays.</param>
    /// <returns>The tuned model, which the caller disposes of.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <inheritdoc cref="Tune(ImageEmbeddingModel, IEnumerable{LabeledImage}, ImageFineTuningOptions)"/>
    public static Task<ImageEmbeddingModel> TuneAsync(
        ImageEmbeddingModel model, IEnumerable<LabeledImage> images, ImageFineTuningOptions options, CancellationToken cancellationToken = default)
    {
        Check(model, images, options);
        return Task.Run(() => Tune(model, images, options, cancellationToken), cancellationToken);
    }

    internal static ImageEmbeddingModel Tune(ImageEmbeddingModel model, IEnumerable<LabeledImage> images, ImageFineTuningOptions options, CancellationToken cancellation)
    {
        LabeledImage[] rows = [.. images];
        if (Array.FindIndex(rows, row => row.Label is null) is >= 0 and var missing)
            throw new ArgumentException($"The row {missing:N0} has no label. Leave such rows out.", nameof(images));
        string[] names = [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length < 2)
            throw new ArgumentException($"{(rows.Length == 0 ? "There is no image" : $"All {rows.Length:N0} images have the label '{names[0]}'")}, and at least two classes are needed. Give images of several classes.", nameof(images));
        int[] labels = [.. rows.Select(row => Array.BinarySearch(names, row.Label, StringComparer.Ordinal))];
        ImageInput[] inputs = [.. rows.Select(row => row.Image)];

        var training = options.ForImages(rows.Length);
        using var trainee = new ImageTrainee(model, training);
        float[][] vectors = model.Embed(inputs, cancellationToken: cancellation);
        using var scope = torch.NewDisposeScope();
        var loop = new TrainingLoop(trainee.Network, new ImageObjective(trainee, inputs, labels, vectors, options), training);
        loop.Run(model.Fingerprint, cancellation);
        return trainee.ToModel(loop.Changed);
    }

    private static void Check(ImageEmbeddingModel model, IEnumerable<LabeledImage> images, ImageFineTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
    }
}
