using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Multinomial logistic regression: the minimum of ½‖W‖² + C · Σ weight · loss, intercepts free. Two classes are the binomial model, whose one vector is the
/// difference of theirs. Time is linear in rows × classes × dimension; the result does not depend on the number of processors.
/// </summary>
internal sealed class LogisticRegression
{
    /// <summary>What a class without a row has for a bias, so that it is never predicted.</summary>
    private const double AbsentBias = -100;

    /// <summary>Of the norm that the gradient has where all parameters are zero.</summary>
    private const double RelativeTolerance = 1e-5;

    /// <summary>Rows whose scores are in memory at a time, and those that a thread takes.</summary>
    private const int RowsAtOnce = 1024, RowsOfPiece = 64, ClassesOfPiece = 32;

    /// <summary>Products below which several threads don't pay.</summary>
    private const long WorthThreads = 1 << 20;

    private readonly VectorRows rows;
    private readonly int classes;
    private readonly Action checkAlive;
    private readonly int[] present;
    private readonly int[] targets;
    private readonly int threads;
    private readonly double[] pulls;

    /// <param name="rows">Labeled rows of at least two classes.</param>
    /// <param name="classes">How many classes there are, those without a row included.</param>
    /// <param name="checkAlive">Is called several times a second, by several threads, and throws where the work was canceled.</param>
    public LogisticRegression(VectorRows rows, int classes, Action checkAlive)
    {
        this.rows = rows;
        this.classes = classes;
        this.checkAlive = checkAlive;
        present = [.. Enumerable.Range(0, rows.Count).Select(rows.ClassOf).Distinct().Order()];
        var places = new int[classes];
        for (int k = 0; k < present.Length; k++)
            places[present[k]] = k;
        targets = [.. Enumerable.Range(0, rows.Count).Select(row => places[rows.ClassOf(row)])];
        int rowsAtOnce = Math.Min(RowsAtOnce, rows.Count);
        threads = (long)rowsAtOnce * present.Length * rows.Dimension < WorthThreads ? 1 : Environment.ProcessorCount;
        pulls = new double[rowsAtOnce * present.Length];
    }

    /// <param name="c">The weight of the loss.</param>
    /// <param name="maxIterations">When to stop that has not converged.</param>
    /// <param name="start">A model of all classes to start from; null for zeros.</param>
    public (LinearModel Model, Lbfgs.Outcome Outcome) Fit(double c, int maxIterations, LinearModel? start = null)
    {
        var model = new LinearModel(present.Length, rows.Dimension);
        for (int k = 0; k < present.Length && start is not null; k++)
        {
            model.Biases[k] = start.Biases[present[k]];
            start.WeightsOf(present[k]).CopyTo(model.WeightsOf(k));
        }
        var point = new LinearModel(present.Length, rows.Dimension);
        var gradient = new LinearModel(present.Length, rows.Dimension);
        Evaluate(point, c, gradient);
        double tolerance = RelativeTolerance * Math.Max(Math.Min(1, c * rows.TotalWeight), TensorPrimitives.Norm<double>(gradient.Parameters));
        var outcome = Lbfgs.Minimize(
            (parameters, slopes) =>
            {
                parameters.CopyTo(point.Parameters);
                double value = Evaluate(point, c, gradient);
                gradient.Parameters.CopyTo(slopes);
                return value;
            },
            model.Parameters, tolerance, maxIterations);
        return (Spread(model), outcome);
    }

    /// <summary>The loss of a row whose scores are multiplied by <paramref name="scale"/>.</summary>
    public static double Loss(ReadOnlySpan<double> scores, int classIndex, double scale)
    {
        double max = TensorPrimitives.Max(scores), sum = 0;
        foreach (double score in scores)
            sum += Math.Exp(scale * (score - max));
        return Math.Log(sum) - scale * (scores[classIndex] - max);
    }

    private double Evaluate(LinearModel model, double c, LinearModel gradient)
    {
        // Two vectors w/2 and -w/2 have half the square of w.
        double decay = model.Classes == 2 ? 2 : 1;
        var weights = model.Parameters.AsSpan(model.Classes);
        gradient.Biases.Clear();
        TensorPrimitives.Multiply(weights, decay, gradient.Parameters.AsSpan(model.Classes));
        double value = decay / 2 * TensorPrimitives.Dot<double>(weights, weights);
        for (int first = 0; first < rows.Count; first += RowsAtOnce)
        {
            int start = first, count = Math.Min(RowsAtOnce, rows.Count - first);
            var losses = new double[(count + RowsOfPiece - 1) / RowsOfPiece];
            ParallelWork.Run(losses.Length, threads, CancellationToken.None, piece =>
            {
                checkAlive();
                int row = start + piece * RowsOfPiece;
                losses[piece] = Pull(model, c, row, Math.Min(RowsOfPiece, start + count - row), pulls.AsSpan((row - start) * model.Classes));
            });
            value += losses.Sum();
            ParallelWork.Run((model.Classes + ClassesOfPiece - 1) / ClassesOfPiece, threads, CancellationToken.None, piece =>
            {
                checkAlive();
                for (int k = piece * ClassesOfPiece; k < Math.Min(model.Classes, (piece + 1) * ClassesOfPiece); k++)
                    AddSlopes(k, start, count, gradient);
            });
        }
        return value;
    }

    /// <summary>The losses of some rows, and their derivatives by the scores: for each row one per class.</summary>
    private double Pull(LinearModel model, double c, int first, int count, Span<double> derivatives)
    {
        double[] buffer = ArrayPool<double>.Shared.Rent(count * rows.Dimension);
        var vectors = buffer.AsSpan(0, count * rows.Dimension);
        for (int i = 0; i < count; i++)
            rows[first + i].CopyTo(vectors[(i * rows.Dimension)..]);
        MatrixProduct.Multiply<double>(vectors, model.Parameters.AsSpan(model.Classes), rows.Dimension, derivatives[..(count * model.Classes)]);
        ArrayPool<double>.Shared.Return(buffer);

        double losses = 0;
        for (int i = 0; i < count; i++)
        {
            double weight = c * rows.WeightOf(first + i);
            int target = targets[first + i];
            var scores = derivatives.Slice(i * model.Classes, model.Classes);
            TensorPrimitives.Add(scores, model.Biases, scores);
            double ofTarget = scores[target], max = TensorPrimitives.Max<double>(scores);
            TensorPrimitives.Subtract(scores, max, scores);
            TensorPrimitives.Exp(scores, scores);
            double sum = TensorPrimitives.Sum<double>(scores);
            losses += weight * (max + Math.Log(sum) - ofTarget);
            TensorPrimitives.Multiply(scores, weight / sum, scores);
            scores[target] -= weight;
        }
        return losses;
    }

    /// <summary>What the rows whose derivatives are in memory add to the gradient of a class.</summary>
    private void AddSlopes(int k, int first, int count, LinearModel gradient)
    {
        var slopes = gradient.WeightsOf(k);
        int row = 0;
        for (; row + 4 <= count; row += 4)
        {
            double one = Of(row), two = Of(row + 1), three = Of(row + 2), four = Of(row + 3);
            gradient.Biases[k] += one + two + three + four;
            WeightedSum.Add(
                slopes, rows[first + row], one, rows[first + row + 1], two, rows[first + row + 2], three, rows[first + row + 3], four);
        }
        for (; row < count; row++)
        {
            gradient.Biases[k] += Of(row);
            TensorPrimitives.MultiplyAdd(rows[first + row], Of(row), slopes, slopes);
        }

        double Of(int place) => pulls[place * present.Length + k];
    }

    private LinearModel Spread(LinearModel model)
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
