using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;

/// <summary>The weights of a network by their blocks.</summary>
internal static class NetworkGroups
{
    public static IReadOnlyList<TrainableGroup> Of(TrainableNetwork network, BlockMap blocks) =>
    [
        .. network.Parameters
            .GroupBy(parameter => blocks.BlockOf(parameter.Key))
            .OrderBy(group => group.Key)
            .Select(group => new TrainableGroup(
                group.Key == BlockMap.Embeddings ? "embeddings" : $"block {group.Key}",
                [.. group.Select(parameter => parameter.Key)],
                group.Sum(parameter => parameter.Value.NumberOfElements))),
    ];
}
