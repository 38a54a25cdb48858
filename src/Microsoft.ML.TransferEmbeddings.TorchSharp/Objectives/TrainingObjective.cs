namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>What is trained for: the batch of a step, and its loss. It depends on nothing but the step and the weights.</summary>
internal abstract class TrainingObjective
{
    /// <summary>Weights of the objective itself by their names, such as a classifier's; they are trained, and left out in the end.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> Parameters { get; } = new Dictionary<string, Tensor>();

    /// <summary>Texts that differ where the data differ.</summary>
    public abstract IEnumerable<string> Data { get; }

    /// <param name="step">From 0.</param>
    /// <returns>The pieces of the step's batch that fit into memory, one after another; each makes its vectors, as often as it is asked.</returns>
    public abstract IReadOnlyList<Func<Tensor>> Pieces(int step);

    /// <param name="step">From 0.</param>
    /// <param name="vectors">Those of the step's batch, not normalized; all of their dimensions or the first ones.</param>
    /// <returns>One value with gradients.</returns>
    public abstract Tensor Loss(int step, Tensor vectors);
}
