using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>Cross-entropy of a linear head, which is trained with the network. Images are read, changed and prepared when their step comes, so that none stays in memory.</summary>
internal sealed class ImageObjective : TrainingObjective
{
    private const string Weights = "classifier.weight", Biases = "classifier.bias";

    private readonly ImageTrainee trainee;
    private readonly ImageInput[] images;
    private readonly int[] labels;
    private readonly ImageFineTuningOptions options;
    private readonly PairBatches batches;

    /// <param name="trainee">Makes vectors of the images.</param>
    /// <param name="images">To train on.</param>
    /// <param name="labels">Of the images, from 0.</param>
    /// <param name="vectors">Of the images, before the training.</param>
    /// <param name="options">Batch size, seed and augmentation.</param>
    public ImageObjective(ImageTrainee trainee, ImageInput[] images, int[] labels, float[][] vectors, ImageFineTuningOptions options)
    {
        this.trainee = trainee;
        this.images = images;
        this.labels = labels;
        this.options = options;
        batches = new PairBatches(images.Length, options.BatchSize, options.Seed);
        var (weights, biases) = FirstHead.Train(vectors, labels, labels.Max() + 1);
        Parameters = new Dictionary<string, Tensor> { [Weights] = weights, [Biases] = biases };
        Data = [$"{options.BatchSize} {options.Augmentation}", string.Join(' ', labels), .. vectors.Select(vector => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(vector.AsSpan()))))];
    }

    public override IReadOnlyDictionary<string, Tensor> Parameters { get; }

    /// <summary>The vectors stand for the images, which would have to be read once more.</summary>
    public override IEnumerable<string> Data { get; }

    public override IReadOnlyList<Func<Tensor>> Pieces(int step)
    {
        ImageInput[] batch = [.. batches.Of(step).Select(row => images[row])];
        Tensor prepared;
        using (torch.no_grad())
            prepared = trainee.Prepare(batch, options.Augmentation, new Random(unchecked((options.Seed * 16_777_619) + step)));
        return [() => trainee.Encode(prepared)];
    }

    public override Tensor Loss(int step, Tensor vectors)
    {
        var scores = torch.nn.functional.linear(vectors, Parameters[Weights], Parameters[Biases]);
        return torch.nn.functional.cross_entropy(scores, torch.tensor(batches.Of(step).Select(row => (long)labels[row]).ToArray()));
    }
}
