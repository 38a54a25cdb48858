using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>sentence-transformers' Dense: a linear layer, an activation function and, if asked for, a residual connection.</summary>
internal sealed class DenseModule : VectorModule
{
    private readonly float[] weight;
    private readonly float[]? bias;
    private readonly float[]? residual;
    private readonly bool addsInput;
    private readonly Activation activation;

    public DenseModule(WeightsFile weights, VectorModuleSettings settings, int inputDimension)
        : base(weights.Rows("linear.weight", inputDimension))
    {
        activation = Activation.Of(settings.Activation);
        weight = weights.Read("linear.weight", OutputDimension, inputDimension);
        bias = weights.Has("linear.bias") ? weights.Read("linear.bias", OutputDimension) : null;
        addsInput = settings.Residual && inputDimension == OutputDimension;
        residual = settings.Residual && !addsInput ? weights.Read("residual.weight", OutputDimension, inputDimension) : null;
    }

    public override void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        Multiply(weight, input, output);
        if (bias is not null)
            TensorPrimitives.Add(output, bias, output);
        activation.Apply(output);
        if (addsInput)
            TensorPrimitives.Add(output, input, output);
        for (int i = 0; residual is not null && i < output.Length; i++)
            output[i] += TensorPrimitives.Dot(residual.AsSpan(i * input.Length, input.Length), input);
    }

    private static void Multiply(ReadOnlySpan<float> matrix, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
            output[i] = TensorPrimitives.Dot(matrix.Slice(i * input.Length, input.Length), input);
    }
}
