namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Part of a network's weights: the embeddings, or a block. Immutable.</summary>
public sealed class TrainableGroup
{
    internal TrainableGroup(string name, IReadOnlyList<string> weights, long count)
    {
        Name = name;
        Weights = weights;
        Count = count;
    }

    /// <summary>Name of the part: "embeddings", or "block 0", "block 1" and so on from the input to the output.</summary>
    public string Name { get; }

    /// <summary>Names of the tensors in the ONNX graph.</summary>
    public IReadOnlyList<string> Weights { get; }

    /// <summary>Number of values of all tensors.</summary>
    public long Count { get; }

    /// <summary>Returns the name and the number of values.</summary>
    public override string ToString() => $"{Name}: {Count:N0}";
}
