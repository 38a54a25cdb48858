using System.Diagnostics;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Structure;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Training;

/// <summary>Trains a network. What a step does depends on nothing but its number, the weights and the optimizer's state.</summary>
internal sealed class TrainingLoop
{
    private readonly TrainableNetwork network;
    private readonly TrainingObjective objective;
    private readonly FineTuningOptions options;
    private readonly torch.Generator random;
    private readonly IReadOnlyList<TrainedTensor> tensors;
    private readonly IReadOnlyList<string> changed;
    private readonly AdamW optimizer;

    /// <summary>Tensors that it makes belong to the scope that is open.</summary>
    public TrainingLoop(TrainableNetwork network, TrainingObjective objective, FineTuningOptions options)
    {
        this.network = network;
        this.objective = objective;
        this.options = options;
        random = new torch.Generator(unchecked((ulong)options.Seed), torch.CPU);
        var blocks = new BlockMap(network.Nodes);
        (tensors, changed) = TrainedTensors.Choose(network, blocks, options, random);
        tensors = [.. tensors, .. objective.Parameters.Select(parameter => new TrainedTensor(parameter.Key, parameter.Value.requires_grad_(true)))];
        foreach (string place in options.Dropout > 0 ? DropoutPlaces.Find(network.Nodes, blocks) : [])
            network.Filters[place] = Drop;
        optimizer = new AdamW(tensors, options);
    }

    /// <summary>Names of the weights that are trained.</summary>
    public IReadOnlyList<string> Changed => changed;

    /// <summary>What was trained, as it is now.</summary>
    public IReadOnlyList<WeightChange> Changes()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        return TrainedTensors.Changes(network, tensors, changed);
    }

    /// <param name="fingerprint">Of the model.</param>
    /// <param name="cancellation">Checked before each step.</param>
    public void Run(string fingerprint, CancellationToken cancellation)
    {
        var checkpoint = options.CheckpointDirectory is { } directory ? new Checkpoint(directory, Identity(fingerprint), tensors, optimizer) : null;
        int first = checkpoint?.Read() ?? 0;
        var clock = Stopwatch.StartNew();
        for (int step = first; step < options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            double loss = Step(step);
            int done = step + 1;
            options.Progress?.Report(new FineTuningProgress(done, options.Steps, loss, clock.Elapsed / (done - first) * (options.Steps - done)));
            if (done % options.CheckpointSteps == 0 && done < options.Steps)
                checkpoint?.Write(done);
        }
        network.Filters.Clear();
        CheckWeights();
        checkpoint?.Delete();
    }

    /// <returns>The loss.</returns>
    internal double Step(int step)
    {
        using var scope = torch.NewDisposeScope();
        var (loss, gradients) = Gradients(step);
        optimizer.Step(step + 1, LearningRate(step), gradients);
        return loss;
    }

    /// <summary>The loss of a step, and the gradients of all tensors.</summary>
    internal (double Loss, IReadOnlyList<Tensor> Gradients) Gradients(int step)
    {
        var pieces = objective.Pieces(step);
        Tensor[] values = [.. tensors.Select(tensor => tensor.Values)];
        if (pieces.Count > 1)
            return GradientsOfPieces(step, pieces, values);
        var loss = objective.Loss(step, Encode(step, 0, pieces[0]));
        double value = Value(loss, step);
        return (value, [.. torch.autograd.grad([loss], values)]);
    }

    /// <summary>What the loss wants of each vector is known before the way back through the network begins, which is gone for one piece after another.</summary>
    private (double Loss, IReadOnlyList<Tensor> Gradients) GradientsOfPieces(int step, IReadOnlyList<Func<Tensor>> pieces, Tensor[] values)
    {
        var vectors = VectorsOf(step, pieces).requires_grad_(true);
        var loss = objective.Loss(step, vectors);
        double value = Value(loss, step);
        int count = values.Length - objective.Parameters.Count;
        Tensor[] wanted = [.. torch.autograd.grad([loss], [vectors, .. values[count..]])];
        var sums = new Tensor[count];
        long first = 0;
        foreach (var (i, piece) in pieces.Index())
        {
            using var scope = torch.NewDisposeScope();
            var own = Encode(step, i, piece);
            var reached = (own * wanted[0].narrow(0, first, own.shape[0])).sum();
            foreach (var (tensor, gradient) in torch.autograd.grad([reached], values[..count]).Index())
                sums[tensor] = (i == 0 ? gradient : sums[tensor].Plus(gradient)).MoveToOuterDisposeScope();
            first += own.shape[0];
        }
        return (value, [.. sums, .. wanted[1..]]);
    }

    private Tensor VectorsOf(int step, IReadOnlyList<Func<Tensor>> pieces)
    {
        using var noGradients = torch.no_grad();
        return torch.cat([.. pieces.Select((piece, i) =>
        {
            using var scope = torch.NewDisposeScope();
            return Encode(step, i, piece).MoveToOuterDisposeScope();
        })]);
    }

    /// <summary>A training that continues drops what one at a stretch would have dropped, and a piece the same each time.</summary>
    private Tensor Encode(int step, int number, Func<Tensor> piece)
    {
        random.manual_seed(unchecked((options.Seed * 1_000_003L) + step + (number * 1_000_000_007L)));
        return piece();
    }

    private double Value(Tensor loss, int step)
    {
        double value = loss.item<float>();
        Require(value, $"The loss of step {step + 1:N0} is");
        return value;
    }

    /// <summary>After the last step no loss would tell.</summary>
    private void CheckWeights()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradients = torch.no_grad();
        int last = options.Steps - 1;
        Require(objective.Loss(last, VectorsOf(last, objective.Pieces(last))).item<float>(), "The loss after the last step is");
    }

    private void Require(double value, string what)
    {
        if (!double.IsFinite(value))
            throw new InvalidOperationException($"{what} {value}. Set a lower {nameof(FineTuningOptions.LearningRate)} than {options.LearningRate:R}.");
    }

    /// <summary>It rises in equal steps, and falls in equal steps to zero.</summary>
    private double LearningRate(int step)
    {
        double warmUp = Math.Ceiling(options.WarmUpShare * options.Steps), number = step + 1;
        return options.LearningRate * (number <= warmUp ? number / warmUp : (options.Steps - step) / Math.Max(1, options.Steps - warmUp));
    }

    private Tensor Drop(Tensor x)
    {
        double kept = 1 - options.Dropout;
        return x * torch.empty(x.shape).bernoulli_(kept, random).div_(Scalars.Of(kept));
    }

    private IEnumerable<string> Identity(string fingerprint) =>
    [
        fingerprint,
        $"{options.Objective} {options.Weights} {options.FreezeEmbeddings} {options.Steps} {options.BatchSize} {options.LearningRate:R} {options.WarmUpShare:R} " +
        $"{options.WeightDecay:R} {options.MaxGradientNorm:R} {options.Dropout:R} {options.Seed} {options.MaxTokensInMemory} [{string.Join(", ", options.MatryoshkaDimensions)}]",
        .. objective.Data,
    ];
}
