using System.Diagnostics;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;
using Reporting;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.TorchSteps;

/// <summary>A step of the fine-tuning of a text encoder, all weights: the vectors of a batch, a loss of all cosines, its gradients, AdamW.</summary>
internal sealed class TorchStepBenchmark : IDisposable
{
    private readonly TextTrainee trainee;
    private readonly IReadOnlyList<TrainedTensor> tensors;
    private readonly AdamW optimizer;
    private int steps;

    public TorchStepBenchmark(TextEmbeddingModel model)
    {
        trainee = new TextTrainee(model);
        tensors = [.. trainee.Network.Parameters.Select(parameter => new TrainedTensor(parameter.Key, parameter.Value.requires_grad_(true)))];
        optimizer = new AdamW(tensors, new FineTuningOptions());
    }

    /// <param name="shapes">Texts in a batch, tokens in a text.</param>
    /// <param name="rounds">Steps of each, after two that don't count.</param>
    public Section Run(IReadOnlyList<(int Texts, int Tokens)> shapes, int rounds)
    {
        var rows = new List<string[]>();
        foreach (var (texts, tokens) in shapes)
        {
            var times = Enumerable.Range(0, rounds + 2).Select(_ => Step(texts, tokens)).Skip(2).ToArray();
            double forward = Median.Of(times.Select(time => time.Forward)), backward = Median.Of(times.Select(time => time.Backward)), adam = Median.Of(times.Select(time => time.Adam));
            double all = Median.Of(times.Select(time => time.Forward + time.Backward + time.Adam));
            rows.Add([$"{texts} × {tokens}", $"{forward:F0}", $"{backward:F0}", $"{adam:F0}", $"{all:F0}", $"{texts / all * 1000:F0}"]);
        }
        using var process = Process.GetCurrentProcess();
        return new Section(
            "A training step",
            $"All weights, {torch.get_num_threads()} threads. Medians of {rounds} steps. Most memory of the process: {process.PeakWorkingSet64 >> 20:N0} MB.",
            new MarkdownTable(["texts × tokens", "forward, ms", "backward, ms", "AdamW, ms", "step, ms", "texts/s"], rows));
    }

    public void Dispose() => trainee.Dispose();

    private (double Forward, double Backward, double Adam) Step(int texts, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        TokenizedText[] batch = [.. Enumerable.Range(0, texts).Select(text => new TokenizedText([.. Enumerable.Range(0, tokens).Select(token => 1000 + (((text * 31) + (token * 7) + steps) % 20_000))], 0))];
        long start = Stopwatch.GetTimestamp();
        var units = torch.nn.functional.normalize(trainee.Encode(batch), dim: 1);
        var loss = torch.matmul(units, units.t()).square().mean();
        double forward = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        torch.Tensor[] gradients = [.. torch.autograd.grad([loss], [.. tensors.Select(tensor => tensor.Values)])];
        double backward = Stopwatch.GetElapsedTime(start).TotalMilliseconds - forward;
        optimizer.Step(++steps, 1e-6, gradients);
        return (forward, backward, Stopwatch.GetElapsedTime(start).TotalMilliseconds - forward - backward);
    }
}
