using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>One score per class, linear in the vector. The scores' softmax is the classes' probability.</summary>
/// <param name="classes">How many.</param>
/// <param name="dimension">Length of the vectors.</param>
/// <param name="parameters">The biases of all classes, then the weights of one class after the other.</param>
internal sealed class LinearModel(int classes, int dimension, double[] parameters)
{
    public LinearModel(int classes, int dimension)
        : this(classes, dimension, new double[classes * (dimension + 1)])
    {
    }

    public int Classes { get; } = classes;

    public int Dimension { get; } = dimension;

    public double[] Parameters { get; } = parameters;

    public Span<double> Biases => Parameters.AsSpan(0, Classes);

    public Span<double> WeightsOf(int classIndex) => WeightsOf(classIndex, 1);

    /// <summary>The weights of some classes that follow each other.</summary>
    public Span<double> WeightsOf(int firstClass, int classes) => Parameters.AsSpan(Classes + firstClass * Dimension, classes * Dimension);

    public void Score(ReadOnlySpan<double> vector, Span<double> scores)
    {
        for (int c = 0; c < Classes; c++)
            scores[c] = Biases[c] + TensorPrimitives.Dot(vector, WeightsOf(c));
    }

    /// <summary>The scores of many vectors, for each class those of all vectors.</summary>
    public double[] ScoreAll(ReadOnlySpan<double> vectors)
    {
        int count = vectors.Length / Dimension;
        var scores = new double[Classes * count];
        MatrixProduct.Multiply(WeightsOf(0, Classes), vectors, Dimension, scores.AsSpan());
        for (int c = 0; c < Classes; c++)
            TensorPrimitives.Add(scores.AsSpan(c * count, count), Biases[c], scores.AsSpan(c * count, count));
        return scores;
    }

    /// <summary>The softmax of the scores.</summary>
    public void Probabilities(ReadOnlySpan<double> vector, Span<double> probabilities)
    {
        Score(vector, probabilities);
        TensorPrimitives.SoftMax(probabilities, probabilities);
    }

    /// <summary>This model's scores and <paramref name="factor"/> times the scores of another one.</summary>
    public LinearModel Plus(LinearModel other, double factor)
    {
        var sum = new LinearModel(Classes, Dimension);
        TensorPrimitives.MultiplyAdd(other.Parameters, factor, Parameters, sum.Parameters);
        return sum;
    }

    public LinearModel Times(double factor)
    {
        var product = new LinearModel(Classes, Dimension);
        TensorPrimitives.Multiply(Parameters, factor, product.Parameters);
        return product;
    }

    /// <summary>The model of x that gives what this one gives for (x - mean) · scale.</summary>
    public LinearModel AfterShift(ReadOnlySpan<double> mean, double scale)
    {
        var shifted = Times(scale);
        for (int c = 0; c < Classes; c++)
            shifted.Biases[c] = Biases[c] - TensorPrimitives.Dot(mean, shifted.WeightsOf(c));
        return shifted;
    }

    /// <summary>The model of (x - mean) · scale that gives what this one gives for x.</summary>
    public LinearModel BeforeShift(ReadOnlySpan<double> mean, double scale)
    {
        var shifted = Times(1 / scale);
        for (int c = 0; c < Classes; c++)
            shifted.Biases[c] = Biases[c] + TensorPrimitives.Dot(mean, WeightsOf(c));
        return shifted;
    }
}
