namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>Another objective for the first dimensions of the vectors, for several numbers of them: the mean of the losses (Kusupati et al. 2022, https://arxiv.org/abs/2205.13147).</summary>
/// <param name="inner">The other one.</param>
/// <param name="dimensions">How many dimensions are kept, each.</param>
internal sealed class MatryoshkaObjective(TrainingObjective inner, IReadOnlyList<int> dimensions) : TrainingObjective
{
    public override IReadOnlyDictionary<string, Tensor> Parameters => inner.Parameters;

    public override IEnumerable<string> Data => inner.Data;

    public override IReadOnlyList<Func<Tensor>> Pieces(int step) => inner.Pieces(step);

    public override Tensor Loss(int step, Tensor vectors) => torch.stack([.. dimensions.Select(count => inner.Loss(step, vectors.narrow(1, 0, count)))]).mean();
}
