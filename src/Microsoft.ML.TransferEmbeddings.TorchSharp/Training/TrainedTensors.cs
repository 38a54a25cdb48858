using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

/// <summary>Chooses what of a network is trained. New tensors belong to the scope that is open.</summary>
internal static class TrainedTensors
{
    /// <summary>The product of the narrow matrices counts twice, as is usual.</summary>
    private const double LowRankScale = 2;

    /// <param name="network">Its substitutes are set where something is added to a weight.</param>
    /// <param name="blocks">Of the network.</param>
    /// <param name="options">What is trained.</param>
    /// <param name="random">For new matrices.</param>
    /// <returns>The tensors, with gradients, and the names of the weights that they change.</returns>
    /// <exception cref="NotSupportedException">The network has nothing of the kind.</exception>
    public static (IReadOnlyList<TrainedTensor> Tensors, IReadOnlyList<string> Changed) Choose(
        TrainableNetwork network, BlockMap blocks, FineTuningOptions options, torch.Generator random)
    {
        var weights = options.Weights;
        string[] changed = Names(network, blocks, options);
        TrainedTensor[] tensors = weights.Choice == TrainedWeights.Kind.LowRank
            ? [.. changed.SelectMany(name => Adapt(network, name, weights.Number, random))]
            : [.. changed.Select(name => new TrainedTensor(name, network.Parameters[name]))];
        foreach (var tensor in tensors)
            tensor.Values.requires_grad_(true);
        return (tensors, changed);
    }

    /// <summary>Names of the weights that will change.</summary>
    /// <exception cref="NotSupportedException">The network has nothing of the kind.</exception>
    public static string[] Names(TrainableNetwork network, BlockMap blocks, FineTuningOptions options)
    {
        string[] names =
        [
            .. network.Parameters.Where(parameter => IsChosen(options.Weights, parameter.Value, blocks.BlockOf(parameter.Key), blocks.Count, options.FreezeEmbeddings))
                .Select(parameter => parameter.Key),
        ];
        return names.Length > 0
            ? names
            : throw new NotSupportedException($"The network has no weights to train ({options.Weights}). It has {string.Join("; ", NetworkGroups.Of(network, blocks))}. Choose other {nameof(FineTuningOptions.Weights)}.");
    }

    /// <summary>What has become of the weights.</summary>
    /// <param name="network">Of which they were chosen.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="changed">The names of the weights that they change.</param>
    public static IReadOnlyList<WeightChange> Changes(TrainableNetwork network, IReadOnlyList<TrainedTensor> tensors, IReadOnlyList<string> changed)
    {
        var values = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        return [.. changed.Select(name => values.TryGetValue(First(name), out var first)
            ? WeightChange.AddProduct(name, [.. Floats(first).Select(value => (float)(value * LowRankScale))], Floats(values[Second(name)]), (int)first.shape[1])
            : WeightChange.Replace(name, Floats(network.Parameters[name])))];

        static float[] Floats(Tensor tensor) => AdamW.Floats(tensor.contiguous()).ToArray();
    }

    private static bool IsChosen(TrainedWeights weights, Tensor values, int block, int blockCount, bool freezesEmbeddings) => weights.Choice switch
    {
        TrainedWeights.Kind.LastBlocks => block > BlockMap.Embeddings && block >= blockCount - weights.Number,
        TrainedWeights.Kind.BiasesAndNorms => values.dim() == 1 && !(freezesEmbeddings && block == BlockMap.Embeddings),
        TrainedWeights.Kind.LowRank => values.dim() == 2 && block > BlockMap.Embeddings,
        _ => !(freezesEmbeddings && block == BlockMap.Embeddings),
    };

    private static IEnumerable<TrainedTensor> Adapt(TrainableNetwork network, string name, int rank, torch.Generator random)
    {
        long[] shape = network.Parameters[name].shape;
        rank = (int)Math.Min(rank, shape.Min());
        // The product is zero in the beginning.
        var first = torch.empty(shape[0], rank).normal_(0, 1 / Math.Sqrt(shape[0]), random);
        var second = torch.zeros(rank, shape[1]);
        network.Substitutes[name] = weight => torch.addmm(weight, first, second, 1, (float)LowRankScale);
        return [new TrainedTensor(First(name), first), new TrainedTensor(Second(name), second)];
    }

    private static string First(string name) => $"{name}:first";

    private static string Second(string name) => $"{name}:second";
}
