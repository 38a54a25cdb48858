using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// Adam (Kingma, Ba 2015) over the rows of a matrix. A row without a gradient keeps its moments, as in PyTorch's SparseAdam: a rare token moves when it is
/// seen. Several threads may step different rows.
/// </summary>
internal sealed class AdamOptimizer(float[] parameters, int dimension)
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    private readonly float[] means = new float[parameters.Length];
    private readonly float[] squares = new float[parameters.Length];
    private float step, correction;

    /// <summary>Sets the size of the next steps.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="learningRate">The rate.</param>
    public void Begin(int number, float learningRate)
    {
        step = (float)(learningRate / (1 - Math.Pow(Beta1, number)));
        correction = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, number)));
    }

    /// <param name="row">Which row.</param>
    /// <param name="gradient">Of the row; is overwritten.</param>
    public void Step(int row, Span<float> gradient)
    {
        var range = new Range(row * dimension, (row + 1) * dimension);
        var mean = means.AsSpan(range);
        var square = squares.AsSpan(range);
        var parameter = parameters.AsSpan(range);
        TensorPrimitives.Lerp(mean, gradient, 1 - Beta1, mean);
        TensorPrimitives.Multiply(gradient, gradient, gradient);
        TensorPrimitives.Lerp(square, gradient, 1 - Beta2, square);
        TensorPrimitives.Sqrt(square, gradient);
        TensorPrimitives.Multiply(gradient, correction, gradient);
        TensorPrimitives.Add(gradient, Epsilon, gradient);
        TensorPrimitives.Divide(mean, gradient, gradient);
        TensorPrimitives.MultiplyAdd(gradient, -step, parameter, parameter);
    }
}
