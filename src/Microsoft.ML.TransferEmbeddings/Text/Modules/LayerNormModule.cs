using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>torch.nn.LayerNorm: mean 0 and variance 1 over the vector, then scaled and shifted.</summary>
internal sealed class LayerNormModule : VectorModule
{
    private const float Epsilon = 1e-5f;

    private readonly float[] weight;
    private readonly float[] bias;

    public LayerNormModule(WeightsFile weights, int inputDimension)
        : base(inputDimension)
    {
        weight = weights.Read("norm.weight", inputDimension);
        bias = weights.Read("norm.bias", inputDimension);
    }

    public override void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        TensorPrimitives.Subtract(input, TensorPrimitives.Sum(input) / input.Length, output);
        float variance = TensorPrimitives.SumOfSquares<float>(output) / output.Length;
        TensorPrimitives.Divide(output, MathF.Sqrt(variance + Epsilon), output);
        TensorPrimitives.MultiplyAdd(output, weight, bias, output);
    }
}
