using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Multinomial logistic regression: the minimum of ½‖W‖² + C · Σ weight · loss, intercepts free. Two classes are the binomial model, whose one vector is the
/// difference of theirs.
/// </summary>
internal static class LogisticRegression
{
    /// <summary>What a class without a row has for a bias, so that it is never predicted.</summary>
    private const double AbsentBias = -100;

    /// <summary>Of the norm that the gradient has where all parameters are zero.</summary>
    private const double RelativeTolerance = 1e-5;

    /// <param name="rows">Labeled rows of at least two classes.</param>
    /// <param name="classes">How many classes there are, those without a row included.</param>
    /// <param name="c">The weight of the loss.</param>
    /// <param name="maxIterations">When to stop that has not converged.</param>
    /// <param name="start">A model of the same shape to start from; null for zeros.</param>
    public static (LinearModel Model, Lbfgs.Outcome Outcome) Fit(VectorRows rows, int classes, double c, int maxIterations, LinearModel? start = null)
    {
        int[] present = [.. Enumerable.Range(0, rows.Count).Where(row => rows.WeightOf(row) > 0).Select(rows.ClassOf).Distinct().Order()];
        var model = new LinearModel(present.Length, rows.Dimension);
        for (int k = 0; k < present.Length && start is not null; k++)
        {
            model.Biases[k] = start.Biases[present[k]];
            start.WeightsOf(present[k]).CopyTo(model.WeightsOf(k));
        }
        var targets = new int[classes];
        for (int k = 0; k < present.Length; k++)
            targets[present[k]] = k;

        var gradient = new double[model.Parameters.Length];
        Evaluate(rows, targets, new LinearModel(present.Length, rows.Dimension), c, gradient);
        double tolerance = RelativeTolerance * Math.Max(1, TensorPrimitives.Norm<double>(gradient));
        var point = new LinearModel(present.Length, rows.Dimension);
        var outcome = Lbfgs.Minimize(
            (parameters, gradient) =>
            {
                parameters.CopyTo(point.Parameters);
                return Evaluate(rows, targets, point, c, gradient);
            },
            model.Parameters, tolerance, maxIterations);
        return (Spread(model, present, classes), outcome);
    }

    /// <summary>The loss of a row whose scores are multiplied by <paramref name="scale"/>.</summary>
    public static double Loss(ReadOnlySpan<double> scores, int classIndex, double scale)
    {
        double max = TensorPrimitives.Max(scores), sum = 0;
        foreach (double score in scores)
            sum += Math.Exp(scale * (score - max));
        return Math.Log(sum) - scale * (scores[classIndex] - max);
    }

    private static double Evaluate(VectorRows rows, int[] targets, LinearModel model, double c, Span<double> gradient)
    {
        // Two vectors w/2 and -w/2 have half the square of w.
        double decay = model.Classes == 2 ? 2 : 1;
        var weights = model.Parameters.AsSpan(model.Classes);
        gradient[..model.Classes].Clear();
        TensorPrimitives.Multiply(weights, decay, gradient[model.Classes..]);
        double value = decay / 2 * TensorPrimitives.Dot<double>(weights, weights);

        var scores = new double[model.Classes];
        for (int row = 0; row < rows.Count; row++)
        {
            double weight = c * rows.WeightOf(row);
            if (weight == 0)
                continue;
            var vector = rows[row];
            int target = targets[rows.ClassOf(row)];
            model.Score(vector, scores);
            double logSum = LogSumExp(scores);
            value += weight * (logSum - scores[target]);
            for (int k = 0; k < model.Classes; k++)
            {
                double pull = weight * (Math.Exp(scores[k] - logSum) - (k == target ? 1 : 0));
                gradient[k] += pull;
                var slopes = gradient.Slice(model.Classes + k * model.Dimension, model.Dimension);
                TensorPrimitives.MultiplyAdd(vector, pull, slopes, slopes);
            }
        }
        return value;
    }

    private static double LogSumExp(ReadOnlySpan<double> scores)
    {
        double max = TensorPrimitives.Max(scores), sum = 0;
        foreach (double score in scores)
            sum += Math.Exp(score - max);
        return max + Math.Log(sum);
    }

    private static LinearModel Spread(LinearModel model, int[] present, int classes)
    {
        var all = new LinearModel(classes, model.Dimension);
        all.Biases.Fill(AbsentBias);
        for (int k = 0; k < present.Length; k++)
        {
            all.Biases[present[k]] = model.Biases[k];
            model.WeightsOf(k).CopyTo(all.WeightsOf(present[k]));
        }
        return all;
    }
}
