using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Images;

/// <summary>Finds where a network can be cut in two, so that all that is trained lies in the second part.</summary>
internal static class FrozenBoundary
{
    /// <summary>Tensors that are not much larger than the smallest one are as good, and the later one leaves less to do.</summary>
    private const int Tolerance = 2;

    /// <param name="network">The whole network.</param>
    /// <param name="trained">Names of the weights that are trained.</param>
    /// <param name="images">What the network's input may be.</param>
    /// <returns>The tensor that the second part begins with; null where there is none, so that it begins with the images.</returns>
    public static string? Find(TrainableNetwork network, IEnumerable<string> trained, Tensor images)
    {
        var sizes = new Dictionary<string, long>();
        foreach (string name in Narrows(network, [.. trained]))
        {
            network.Filters[name] = tensor =>
            {
                sizes.Add(name, tensor.NumberOfElements);
                return tensor;
            };
        }
        using (torch.no_grad())
            network.Run(new Dictionary<string, Tensor> { [network.Inputs[0]] = images });
        network.Filters.Clear();
        long most = Tolerance * sizes.Values.DefaultIfEmpty(0).Min();
        return sizes.Where(size => size.Value <= most).Select(size => size.Key).LastOrDefault();
    }

    /// <summary>Tensors that lie before all trained weights, and through which everything goes that comes after them, in the order in which they are computed.</summary>
    private static IEnumerable<string> Narrows(TrainableNetwork network, HashSet<string> trained)
    {
        var nodes = network.Nodes;
        var open = network.Inputs.ToDictionary(name => name, name => nodes.UsersOf(name).Count);
        foreach (var node in nodes.All)
        {
            // What a trained weight goes through before it meets the image is trained as well.
            if (node.Inputs.Any(trained.Contains))
                trained.UnionWith(node.Outputs);
            string[] inputs = [.. node.Inputs.Distinct().Where(open.ContainsKey)];
            if (inputs.Length == 0)
                continue;
            if (node.Inputs.Any(trained.Contains))
                yield break;
            foreach (string name in inputs)
            {
                if (--open[name] == 0)
                    open.Remove(name);
            }
            foreach (string name in node.Outputs.Where(name => nodes.UsersOf(name).Count > 0))
                open.Add(name, nodes.UsersOf(name).Count);
            if (open.Count == 1 && open.Keys.First() is var only && node.Outputs.Contains(only))
                yield return only;
        }
    }
}
