using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Operators;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Training;
using TorchSharp;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Gradients are those of finite differences: along its gradient a weight changes the output as the gradient says.</summary>
public class GradientTests
{
    private const double Tolerance = 0.02;

    [Fact]
    public void ATextEncodersGradientsAreThoseOfFiniteDifferences()
    {
        using var network = Read("models/all-MiniLM-L6-v2/onnx/model.onnx", "last_hidden_state");
        using var scope = torch.NewDisposeScope();
        long[] ids = [101, 2129, 2116, 3456, 102, 101, 2073, 2003, 102, 0], mask = [1, 1, 1, 1, 1, 1, 1, 1, 1, 0];
        var inputs = new Dictionary<string, torch.Tensor>
        {
            ["input_ids"] = torch.tensor(ids, [2, 5]), ["attention_mask"] = torch.tensor(mask, [2, 5]), ["token_type_ids"] = torch.zeros(2, 5, torch.ScalarType.Int64),
        };
        // Of each kind some, in the first block and in the last, and what lies before them.
        string[] blocks = [.. network.Parameters.Keys.Where(name => name.Contains("layer.0.") || name.Contains("layer.5."))];
        string[] matrices = [.. network.Parameters.Where(parameter => parameter.Value.dim() == 2).Select(parameter => parameter.Key)];
        Assert.Equal(3 + 36, matrices.Length);
        AssertGradients(network, inputs, [.. blocks.Where((_, i) => i % 4 == 0), .. matrices.Take(2), .. matrices.Where((_, i) => i % 7 == 0)]);
    }

    [Fact]
    public void AVisionNetworksGradientsAreThoseOfFiniteDifferences()
    {
        using var network = Read("models/images/resnet56_cifar10.onnx", "logits");
        using var scope = torch.NewDisposeScope();
        var inputs = new Dictionary<string, torch.Tensor> { ["input"] = torch.arange(2 * 3 * 32 * 32, torch.ScalarType.Float32).sin().reshape(2, 3, 32, 32) };
        string[] names = [.. network.Parameters.Keys];
        AssertGradients(network, inputs, [.. names.Take(3), .. names.TakeLast(4)]);
    }

    private static void AssertGradients(TrainableNetwork network, IReadOnlyDictionary<string, torch.Tensor> inputs, string[] names)
    {
        names = [.. names.Distinct()];
        torch.Tensor[] weights = [.. names.Select(name => network.Parameters[name].requires_grad_(true))];
        torch.Tensor? direction = null;
        var loss = Loss();
        torch.Tensor[] gradients = [.. torch.autograd.grad([loss], weights).Select(gradient => gradient.is_sparse ? gradient.to_dense() : gradient)];
        using var noGradients = torch.no_grad();
        foreach (var (i, name) in names.Index())
        {
            double norm = gradients[i].norm().item<float>(), size = (weights[i] * gradients[i].ne(0)).norm().item<float>();
            if (norm < 1e-3)
                continue;
            var unit = gradients[i] / norm;
            var kept = weights[i].clone();
            double best = double.MaxValue;
            // Too long a step meets the curvature, too short a one the rounding of single precision.
            foreach (double share in new[] { 1e-2, 1e-3, 1e-4, 1e-5 })
            {
                double step = share * size;
                weights[i].copy_(kept + unit * step);
                double after = Loss().item<double>();
                weights[i].copy_(kept - unit * step);
                double before = Loss().item<double>();
                best = Math.Min(best, Math.Abs((after - before) / (2 * step) / norm - 1));
                if (best < Tolerance)
                    break;
            }
            weights[i].copy_(kept);
            Assert.True(best < Tolerance, $"{name}: a gradient of {norm:G4} is off by {best:P1}");
        }

        torch.Tensor Loss()
        {
            var output = network.Run(inputs);
            direction ??= torch.arange(output.NumberOfElements, torch.ScalarType.Float64).mul(0.7).cos().reshape(output.shape);
            return (output.to(torch.ScalarType.Float64) * direction).sum();
        }
    }

    /// <summary>The same steps as PyTorch's own, with gradients that are cut and without.</summary>
    [Theory]
    [InlineData(1e6)]
    [InlineData(0.1)]
    public void AdamWIsThatOfPyTorch(double maxNorm)
    {
        using var scope = torch.NewDisposeScope();
        var matrix = torch.arange(70_003, torch.ScalarType.Float32).sin().reshape(1, 70_003);
        var own = new TrainedTensor("weight", matrix.clone().requires_grad_(true));
        var options = new FineTuningOptions { WeightDecay = 0.1, MaxGradientNorm = maxNorm };
        var optimizer = new AdamW([own], options);
        var theirs = new global::TorchSharp.Modules.Parameter(matrix.clone());
        using var peer = torch.optim.AdamW([theirs], lr: 0.01, weight_decay: 0.1);
        for (int step = 1; step <= 5; step++)
        {
            var loss = (own.Values.pow(4) * 0.01).sum();
            optimizer.Step(step, 0.01, [.. torch.autograd.grad([loss], [own.Values])]);
            peer.zero_grad();
            (theirs.pow(4) * 0.01).sum().backward();
            torch.nn.utils.clip_grad_norm_([theirs], maxNorm);
            peer.step();
        }
        using var noGradients = torch.no_grad();
        Assert.InRange((own.Values - theirs).abs().max().item<float>(), 0, 1e-6f);
        Assert.True((own.Values - matrix).abs().max().item<float>() > 0.01);
    }

    /// <summary>Rows that no batch reads move as with a gradient of zeros; those of a step, and one that is read twice, as with the whole gradient.</summary>
    [Theory]
    [InlineData(1e6)]
    [InlineData(0.01)]
    public void TheSparseGradientOfATableMovesItAsTheDenseOne(double maxNorm)
    {
        using var scope = torch.NewDisposeScope();
        // More than a thread takes at once, and no multiple of it.
        var start = torch.arange(300 * 1001, torch.ScalarType.Float32).sin().reshape(300, 1001);
        TrainedTensor dense = new("dense", start.clone().requires_grad_(true)), sparse = new("sparse", start.clone().requires_grad_(true));
        var options = new FineTuningOptions { WeightDecay = 0.1, MaxGradientNorm = maxNorm };
        AdamW ofDense = new([dense], options), ofSparse = new([sparse], options);
        using var table = new TableLookup();
        long[][] batches = [[3, 299, 3, 65], [0, 1, 130], [299, 299, 64, 66]];
        foreach (var (step, batch) in batches.Index())
        {
            var rows = torch.tensor(batch).reshape(1, -1);
            var slope = torch.autograd.grad([Loss(table.Read(sparse.Values, rows))], [sparse.Values])[0];
            Assert.True(slope.is_sparse);
            ofSparse.Step(step + 1, 0.01, [slope]);
            ofDense.Step(step + 1, 0.01, [torch.autograd.grad([Loss(dense.Values.index_select(0, rows.reshape(-1)).reshape(1, -1, 1001))], [dense.Values])[0]]);
        }
        using var noGradients = torch.no_grad();
        Assert.InRange((dense.Values - sparse.Values).abs().max().item<float>(), 0, 1e-6f);
        Assert.True((sparse.Values - start).abs().max().item<float>() > 0.01);

        static torch.Tensor Loss(torch.Tensor rows) => (rows.pow(4) * torch.arange(rows.NumberOfElements).reshape(rows.shape).cos()).sum();
    }

    private static TrainableNetwork Read(string path, string output) => TrainableNetwork.Read(new ModelFile("model.onnx", File.ReadAllBytes(SharedFiles.Find(path))), output);
}
