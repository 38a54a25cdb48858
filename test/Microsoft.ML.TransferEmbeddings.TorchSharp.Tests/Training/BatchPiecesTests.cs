using Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>A batch that does not fit into memory at once has the gradients of the whole batch.</summary>
public class BatchPiecesTests
{
    /// <summary>Two or three texts.</summary>
    private const int FewTokens = 24;

    public static TheoryData<string> Objectives { get; } = ["CosineSimilarity", "SupervisedContrastive", "CrossEntropy", "pairs", "scored pairs", "Matryoshka"];

    [Fact]
    public void PiecesHaveAllTextsInTheirOrderAndNoMoreTokensThanAllowed()
    {
        TokenizedText[] texts = [.. new[] { 3, 5, 4, 30, 1, 0, 2 }.Select(length => new TokenizedText(new int[length], 0))];
        var pieces = BatchPieces.Cut(texts, 10);
        Assert.Equal([[3, 5], [4], [30], [1, 0, 2]], pieces.Select(piece => piece.Select(text => text.Ids.Length)));
        Assert.Single(BatchPieces.Cut(texts, 7 * 30));
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void TheGradientsAreThoseOfTheWholeBatch(string name)
    {
        var (loss, whole) = Gradients(name, 1_000);
        var (samePieces, pieces) = Gradients(name, FewTokens);
        Assert.Equal(loss, samePieces, 1e-6 * Math.Abs(loss));
        Assert.Equal(whole.Length, pieces.Length);
        double norm = Math.Sqrt(whole.Sum(value => (double)value * value)), difference = Math.Sqrt(whole.Zip(pieces, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.True(norm > 1e-4, $"{norm}");
        // The loss of scored pairs multiplies cosines by 20, and with them what single precision rounds.
        Assert.InRange(difference / norm, 0, name == "scored pairs" ? 20 * Math.Pow(2, -23) : 1e-6);
    }

    /// <summary>With dropout a piece drops the same values both times, or its gradients would be those of another loss.</summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    public void WithDropoutTheGradientsAreThoseOfFiniteDifferences(double dropout)
    {
        using var scope = torch.NewDisposeScope();
        using var model = TinyEncoder.Create();
        using var trainee = new TextTrainee(model);
        var options = Options(FewTokens, dropout);
        var loop = new TrainingLoop(trainee.Network, new LabelObjective(MiniLM.Texts, trainee, model.Dimension, options), options);
        torch.Tensor[] weights = [.. trainee.Network.Parameters.Values], gradients = [.. loop.Gradients(0).Gradients.Select(Dense)];
        double norm = Math.Sqrt(gradients.Sum(gradient => gradient.square().sum().item<float>()));
        double best = double.MaxValue;
        foreach (double step in new[] { 1e-3, 3e-4, 1e-4, 3e-5 })
        {
            double slope = (LossAt(step) - LossAt(-step)) / (2 * step);
            best = Math.Min(best, Math.Abs((slope / norm) - 1));
        }
        Assert.InRange(best, 0, 0.01);

        double LossAt(double step)
        {
            Move(step);
            double loss = loop.Gradients(0).Loss;
            Move(-step);
            return loss;
        }

        void Move(double step)
        {
            using var noGradients = torch.no_grad();
            foreach (var (weight, gradient) in weights.Zip(gradients))
                weight.add_(gradient, (float)(step / norm));
        }
    }

    private static (double Loss, float[] Values) Gradients(string name, int maxTokens)
    {
        using var scope = torch.NewDisposeScope();
        using var model = TinyEncoder.Create();
        using var trainee = new TextTrainee(model);
        var options = Options(maxTokens, dropout: 0, objective: Enum.TryParse(name, out FineTuningObjective own) ? own : FineTuningObjective.CosineSimilarity);
        TextPair[] pairs = [.. MiniLM.Texts.Select((row, i) => new TextPair(row.Text, MiniLM.Texts[(i + 5) % MiniLM.Texts.Length].Text, name == "scored pairs" ? i % 3 : null))];
        TrainingObjective objective = name.Contains("pairs") ? new PairObjective(pairs, trainee, options) : new LabelObjective(MiniLM.Texts, trainee, model.Dimension, options);
        if (name == "Matryoshka")
            objective = new MatryoshkaObjective(objective, [16, 4]);
        if (name == "CrossEntropy")
            objective.Parameters["classifier.weight"].uniform_(-1, 1, new torch.Generator(5, torch.CPU));
        var (loss, gradients) = new TrainingLoop(trainee.Network, objective, options).Gradients(0);
        return (loss, [.. gradients.SelectMany(gradient => Dense(gradient).contiguous().data<float>().ToArray())]);
    }

    private static torch.Tensor Dense(torch.Tensor gradient) => gradient.is_sparse ? gradient.to_dense() : gradient;

    private static FineTuningOptions Options(int maxTokens, double dropout, FineTuningObjective objective = FineTuningObjective.CosineSimilarity) =>
        new() { Objective = objective, BatchSize = 12, MaxTokensInMemory = maxTokens, Dropout = dropout };
}
