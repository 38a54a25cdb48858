using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>What is trained for: the batch of a step, and its loss. It depends on nothing but the step and the weights.</summary>
internal abstract class TrainingObjective
{
    /// <summary>Weights of the objective itself by their names, such as a classifier's; they are trained, and left out in the end.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> Parameters { get; } = new Dictionary<string, Tensor>();

    /// <summary>A number that differs where the data differ.</summary>
    public abstract IEnumerable<string> Data { get; }

    /// <param name="step">From 0.</param>
    /// <returns>The texts of the step's batch.</returns>
    public abstract IReadOnlyList<TokenizedText> Batch(int step);

    /// <param name="step">From 0.</param>
    /// <param name="vectors">Those of the step's batch, not normalized; all of their dimensions or the first ones.</param>
    /// <returns>One value with gradients.</returns>
    public abstract Tensor Loss(int step, Tensor vectors);
}
