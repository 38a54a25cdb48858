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

    /// <summary>Rows whose scores are in memory at a time; rows and classes that a thread takes; rows that are added to the gradient together.</summary>
    private const int RowsAtOnce = 1024, RowsOfPiece = 64, ClassesOfPiece = 32, RowsOfGroup = 8;

    /// <summary>Products below which several threads don't pay.</summary>
    private const long WorthThreads = 1 << 20;

    private readonly VectorRows rows;
    private readonly int classes;
    private readonly Action checkAlive;
    private readonly int[] present;
    private readonly int[] targets;
    private readonly int threads;
    private readonly double[] pulls;

    /// <summary>The gradient's norm where all parameters are zero and C is 1.</summary>
    private readonly Lazy<double> slopeAtZero;

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
        slopeAtZero = new Lazy<double>(() =>
        {
            var gradient = ModelOfZeros();
            Evaluate(ModelOfZeros(), 1, gradient);
            return TensorPrimitives.Norm<double>(gradient.Parameters);
        });
    }

    /// <param name="c">The weight of the loss.</param>
    /// <param name="maxIterations">When to stop that has not converged.</param>
    /// <param name="start">A model of all classes to start from; null for zeros.</param>
    /// <param name="relativeError">The share of the weights' norm by which they may be wrong; 0 for as little as the tolerance of all fits.</param>
    public (LinearModel Model, Lbfgs.Outcome Outcome) Fit(double c, int maxIterations, LinearModel? start = null, double relativeError = 0)
    {
        var model = ModelOfZeros();
        for (int k = 0; k < present.Length && start is not null; k++)
        {
            model.Biases[k] = start.Biases[present[k]];
            start.WeightsOf(present[k]).CopyTo(model.WeightsOf(k));
        }
        double tolerance = RelativeTolerance * Math.Max(Math.Min(1, c * rows.TotalWeight), c * slopeAtZero.Value);
        var outcome = Lbfgs.Minimize(
            (point, gradient) => Evaluate(ModelOf(point), c, ModelOf(gradient)), model.Parameters, tolerance, relativeError, maxIterations);
        return (Spread(model), outcome);
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
                int k = piece * ClassesOfPiece;
                AddSlopes(k, Math.Min(ClassesOfPiece, model.Classes - k), start, count, gradient);
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

    /// <summary>What the rows whose derivatives are in memory add to the gradient of some classes.</summary>
    private void AddSlopes(int firstClass, int classCount, int first, int count, LinearModel gradient)
    {
        // A few rows stay in the nearest cache while all of the classes go by.
        for (int group = 0; group < count; group += RowsOfGroup)
        {
            int rowsOfGroup = Math.Min(RowsOfGroup, count - group);
            for (int k = firstClass; k < firstClass + classCount; k += 2)
                AddSlopesOfTwo(k, Math.Min(2, firstClass + classCount - k), first, group, rowsOfGroup, gradient);
        }
    }

    /// <param name="k">The first of the classes.</param>
    /// <param name="classCount">Two, or one where there is no other.</param>
    /// <param name="first">The row whose derivatives are the first in memory.</param>
    /// <param name="place">Where in memory those of the first row are that is added.</param>
    /// <param name="count">How many rows are added.</param>
    /// <param name="gradient">What is added to.</param>
    private void AddSlopesOfTwo(int k, int classCount, int first, int place, int count, LinearModel gradient)
    {
        var slopes = gradient.WeightsOf(k, classCount);
        int end = place + count;
        for (int one = place; one < end; one++)
        {
            for (int c = k; c < k + classCount; c++)
                gradient.Biases[c] += Pull(one, c);
        }
        for (; place + 4 <= end; place += 4)
        {
            var weights = pulls.AsSpan(place * present.Length + k);
            ReadOnlySpan<double> v0 = rows[first + place], v1 = rows[first + place + 1], v2 = rows[first + place + 2], v3 = rows[first + place + 3];
            if (classCount == 2)
                WeightedSum.AddToTwo(slopes, v0, v1, v2, v3, weights, present.Length);
            else
                WeightedSum.Add(slopes, v0, v1, v2, v3, weights, present.Length);
        }
        for (; place < end; place++)
        {
            for (int c = k; c < k + classCount; c++)
                TensorPrimitives.MultiplyAdd(rows[first + place], Pull(place, c), gradient.WeightsOf(c), gradient.WeightsOf(c));
        }

        double Pull(int row, int c) => pulls[row * present.Length + c];
    }

    private LinearModel ModelOf(double[] parameters) => new(present.Length, rows.Dimension, parameters);

    private LinearModel ModelOfZeros() => new(present.Length, rows.Dimension);

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
