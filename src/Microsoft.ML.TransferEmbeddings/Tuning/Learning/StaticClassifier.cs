using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>
/// A static encoder with a linear head: the mean of a text's token vectors, each times its weight, divided by its length (L2) where the model does so, standardized, and a
/// score for each class. Vectors, weights and head are parameters; the standardization is that of the pretrained vectors and stays.
/// </summary>
internal sealed class StaticClassifier
{
    private readonly int dimension;
    private readonly bool normalizes;
    private readonly float[] mean;
    private readonly float scale;
    private readonly float[] standardized;
    private readonly float[] slope;
    private readonly float[] vector;
    private readonly float[] scores;

    /// <param name="tokens">With their vectors before the training.</param>
    /// <param name="normalizes">Whether the model divides vectors by their length.</param>
    /// <param name="standardization">Of the vectors before the training.</param>
    /// <param name="head">Of standardized vectors; copied.</param>
    public StaticClassifier(SeenTokens tokens, bool normalizes, Standardization standardization, LinearModel head)
    {
        dimension = tokens.Dimension;
        this.normalizes = normalizes;
        mean = Array.ConvertAll(standardization.Mean, value => (float)value);
        scale = (float)standardization.Scale;
        Classes = head.Classes;
        Rows = [.. tokens.Rows];
        LogWeights = new float[tokens.Count];
        Weights = Array.ConvertAll(head.WeightsOf(0, Classes).ToArray(), value => (float)value);
        Biases = Array.ConvertAll(head.Biases.ToArray(), value => (float)value);
        standardized = new float[dimension];
        slope = new float[dimension];
        vector = new float[dimension];
        scores = new float[Classes];
    }

    public int Classes { get; }

    /// <summary>The vector of one token after the other.</summary>
    public float[] Rows { get; }

    /// <summary>The logarithms of the tokens' weights: a weight stays above zero.</summary>
    public float[] LogWeights { get; }

    /// <summary>The head's weights of one class after the other.</summary>
    public float[] Weights { get; }

    public float[] Biases { get; }

    /// <summary>The head, of standardized vectors.</summary>
    public LinearModel Head() => new(Classes, dimension, [.. Biases, .. Weights]);

    /// <summary>A token's vector times its weight.</summary>
    public void WriteRow(int token, Span<float> row) => TensorPrimitives.Multiply(Row(token), MathF.Exp(LogWeights[token]), row);

    /// <summary>A text's vector as the model gives it, standardized.</summary>
    public double[] Standardized(ReadOnlySpan<int> tokens)
    {
        Encode(tokens);
        return Array.ConvertAll(standardized, value => (double)value);
    }

    /// <summary>Adds a text's gradient, and returns its loss: the negative logarithm of its class's probability, times its weight.</summary>
    /// <param name="tokens">The text's.</param>
    /// <param name="target">Its class.</param>
    /// <param name="weight">What it counts.</param>
    /// <param name="gradient">Is added to.</param>
    public double Accumulate(ReadOnlySpan<int> tokens, int target, float weight, ClassifierGradient gradient)
    {
        float length = Encode(tokens);
        for (int c = 0; c < Classes; c++)
            scores[c] = Biases[c] + TensorPrimitives.Dot(standardized, HeadOf(c));
        double loss = weight * (LogSumOfExponentials(scores) - scores[target]);
        TensorPrimitives.SoftMax(scores, scores);
        scores[target] -= 1;
        TensorPrimitives.Multiply(scores, weight, scores);

        TensorPrimitives.Add(gradient.Biases, scores, gradient.Biases);
        slope.AsSpan().Clear();
        for (int c = 0; c < Classes; c++)
        {
            var ofClass = gradient.Weights.AsSpan(c * dimension, dimension);
            TensorPrimitives.MultiplyAdd(standardized, scores[c], ofClass, ofClass);
            TensorPrimitives.MultiplyAdd(HeadOf(c), scores[c], slope, slope);
        }
        if (tokens.IsEmpty || length == 0)
            return loss;
        // Of u = x/|x| the derivative takes from a slope what points along u, and divides the rest by |x|; each of n tokens makes 1/n of x.
        if (normalizes)
            TensorPrimitives.MultiplyAdd(vector, -TensorPrimitives.Dot<float>(vector, slope), slope, slope);
        TensorPrimitives.Multiply(slope, scale / (length * tokens.Length), slope);
        foreach (int token in tokens)
        {
            float tokenWeight = MathF.Exp(LogWeights[token]);
            var row = gradient.Row(token);
            TensorPrimitives.MultiplyAdd(slope, tokenWeight, row, row);
            gradient.LogWeight(token)[0] += tokenWeight * TensorPrimitives.Dot(slope, Row(token));
        }
        return loss;
    }

    /// <summary>Fills the vector and the standardized one, and returns what the mean was divided by.</summary>
    private float Encode(ReadOnlySpan<int> tokens)
    {
        vector.AsSpan().Clear();
        foreach (int token in tokens)
            TensorPrimitives.MultiplyAdd(Row(token), MathF.Exp(LogWeights[token]), vector, vector);
        if (!tokens.IsEmpty)
            TensorPrimitives.Divide(vector, tokens.Length, vector);
        float length = normalizes ? TensorPrimitives.Norm<float>(vector) : 1;
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
        TensorPrimitives.Subtract(vector, mean, standardized);
        TensorPrimitives.Multiply(standardized, scale, standardized);
        return length;
    }

    private ReadOnlySpan<float> Row(int token) => Rows.AsSpan(token * dimension, dimension);

    private ReadOnlySpan<float> HeadOf(int classIndex) => Weights.AsSpan(classIndex * dimension, dimension);

    private static double LogSumOfExponentials(float[] scores)
    {
        float highest = TensorPrimitives.Max<float>(scores);
        double sum = 0;
        foreach (float score in scores)
            sum += Math.Exp(score - highest);
        return highest + Math.Log(sum);
    }
}
