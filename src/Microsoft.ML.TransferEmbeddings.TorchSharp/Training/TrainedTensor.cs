namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

/// <summary>A tensor with a gradient.</summary>
/// <param name="Name">In the graph, or of what was added to it.</param>
/// <param name="Values">In single precision on the CPU, row by row.</param>
internal sealed record TrainedTensor(string Name, Tensor Values)
{
    /// <summary>Biases, and scales and shifts of norms, don't decay.</summary>
    public bool Decays => Values.dim() > 1;

    public int Count => checked((int)Values.NumberOfElements);
}
