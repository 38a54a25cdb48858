using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>An objective for texts.</summary>
/// <param name="trainee">Makes vectors of them.</param>
/// <param name="options">With the number of tokens that fit into memory.</param>
internal abstract class TextObjective(TextTrainee trainee, FineTuningOptions options) : TrainingObjective
{
    public sealed override IReadOnlyList<Func<Tensor>> Pieces(int step) =>
        [.. BatchPieces.Cut(Batch(step), options.MaxTokensInMemory).Select(piece => (Func<Tensor>)(() => trainee.Encode(piece)))];

    /// <param name="step">From 0.</param>
    /// <returns>The texts of the step's batch.</returns>
    protected abstract IReadOnlyList<TokenizedText> Batch(int step);
}
