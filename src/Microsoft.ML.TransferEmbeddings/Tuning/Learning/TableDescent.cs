using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>
/// Gradient descent on token vectors whose steps have one size for the whole table: the learning rate over the root mean square of the gradient's values, averaged over batches.
/// A vector moves as far as its gradient is large beside the others'. Adam, which moves every value equally far, spoils rare tokens: a few texts decide where they go.
/// </summary>
/// <param name="rows">Of all tokens; changed in place.</param>
/// <param name="dimension">Of a row.</param>
internal sealed class TableDescent(float[] rows, int dimension)
{
    private const double Decay = 0.99, Smallest = 1e-20;

    private double square;
    private int steps;

    /// <param name="gradient">Of a batch.</param>
    /// <param name="learningRate">How far a value moves whose gradient is as large as they are on average.</param>
    public void Step(ClassifierGradient gradient, float learningRate)
    {
        if (gradient.Tokens.Count == 0)
            return;
        double sum = 0;
        foreach (int token in gradient.Tokens)
            sum += TensorPrimitives.SumOfSquares<float>(gradient.Row(token));
        square = Decay * square + (1 - Decay) * sum / (gradient.Tokens.Count * dimension);
        double mean = square / (1 - Math.Pow(Decay, ++steps));
        float step = (float)(learningRate / Math.Sqrt(mean + Smallest));
        foreach (int token in gradient.Tokens)
        {
            var row = rows.AsSpan(token * dimension, dimension);
            TensorPrimitives.MultiplyAdd(gradient.Row(token), -step, row, row);
        }
    }
}
