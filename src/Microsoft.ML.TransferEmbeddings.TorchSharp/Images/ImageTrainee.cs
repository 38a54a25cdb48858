using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>An image model of whose network the part that is trained runs on PyTorch: images to vectors with gradients. Not thread-safe.</summary>
internal sealed class ImageTrainee : IDisposable
{
    /// <summary>The smallest for which PyTorch takes its fast kernels on one thread; for smaller ones it tries others first, and prints what this processor lacks for them.</summary>
    private const int TriedBatch = 17;

    private readonly ImageEmbeddingModel model;
    private readonly ImageNetwork image;
    private readonly ImageNetworkLayer layer;
    private readonly FrozenPart? frozen;
    private readonly bool takesBatches;

    /// <param name="model">With a vector of one layer.</param>
    /// <param name="options">What is trained; null for a network that is looked at.</param>
    /// <exception cref="NotSupportedException">Something in or after the network can't be trained; the message names it.</exception>
    public ImageTrainee(ImageEmbeddingModel model, FineTuningOptions? options = null)
    {
        this.model = model;
        image = model.GetNetwork();
        var description = model.Describe();
        TrainableNetwork.RequireSinglePrecision(description.Precision, description.WeightsFile);
        layer = image.Layers is [var only]
            ? only
            : throw new NotSupportedException($"The model's vector has {image.Layers.Count} layers ({string.Join(", ", image.Layers.Select(other => other.Name))}), and one can be trained. Choose one with {nameof(ImageEmbeddingModel.WithLayers)}.");
        Network = TrainableNetwork.Read(image.Graph, layer.Name);
        try
        {
            using var scope = torch.NewDisposeScope();
            if (options is not null && FrozenBoundary.Find(Network, TrainedTensors.Names(Network, new BlockMap(Network.Nodes), options), Black(TriedBatch)) is { } boundary)
            {
                Network.Dispose();
                Network = TrainableNetwork.Read(image.Graph, layer.Name, boundary);
                frozen = new FrozenPart(image, boundary);
            }
            takesBatches = TakesBatches(Frozen(Black(TriedBatch)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The part that is trained.</summary>
    public TrainableNetwork Network { get; }

    /// <summary>Images as the network takes them, changed at random.</summary>
    /// <param name="inputs">The images.</param>
    /// <param name="augmentation">How much they change.</param>
    /// <param name="random">Decides for each image.</param>
    public Tensor Prepare(IReadOnlyList<ImageInput> inputs, ImageAugmentation augmentation, Random random)
    {
        float[][] prepared = new float[inputs.Count][];
        Parallel.For(0, inputs.Count, new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads() }, i => prepared[i] = image.Prepare(inputs[i]));
        var images = torch.tensor(prepared.SelectMany(one => one).ToArray(), Shape(inputs.Count));
        if (augmentation is { HorizontalFlip: false, MinCropArea: 1, MaxRotation: 0 })
            return images;
        return IsChannelsFirst
            ? ImageVariants.Create(images, augmentation, random)
            : ImageVariants.Create(images.permute(0, 3, 1, 2), augmentation, random).permute(0, 2, 3, 1);
    }

    /// <param name="images">As the network takes them.</param>
    /// <returns>A vector for each image, as the model gives it.</returns>
    public Tensor Encode(Tensor images)
    {
        var features = Frozen(images);
        var output = takesBatches ? Run(features) : torch.cat([.. features.split(1).Select(Run)]);
        var vectors = LayerPooling.Pool(output, layer);
        if (image.Softmax)
            vectors = vectors.softmax(1);
        return image.Normalize ? torch.nn.functional.normalize(vectors, dim: 1) : vectors;
    }

    /// <summary>The model with the weights as they are now.</summary>
    /// <param name="changed">Names of the weights that were trained.</param>
    public ImageEmbeddingModel ToModel(IEnumerable<string> changed) => model.WithGraph(Network.Write(changed));

    public void Dispose()
    {
        frozen?.Dispose();
        Network.Dispose();
    }

    private bool IsChannelsFirst => image.Layout == ImageLayout.ChannelsFirst;

    private long[] Shape(int count) => IsChannelsFirst ? [count, 3, image.Height, image.Width] : [count, image.Height, image.Width, 3];

    private Tensor Black(int count) => torch.zeros(Shape(count));

    private Tensor Frozen(Tensor images) => frozen is null ? images : frozen.Run(images);

    private Tensor Run(Tensor features) => Network.Run(new Dictionary<string, Tensor> { [Network.Inputs[0]] = features });

    /// <summary>Some exports have a batch of one written into their shapes.</summary>
    private bool TakesBatches(Tensor features)
    {
        using var noGradients = torch.no_grad();
        try
        {
            return Run(features).shape[0] == features.shape[0];
        }
        catch (Exception e) when (e is InvalidOperationException or ExternalException)
        {
            return false;
        }
    }
}
