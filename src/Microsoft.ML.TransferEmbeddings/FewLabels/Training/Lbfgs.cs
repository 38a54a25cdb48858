using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) with the weak Wolfe line search by bisection of Lewis and Overton.
/// Deterministic.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const int MaxSteps = 40;

    /// <summary>A step that is too short is followed by one to where a parabola would have its minimum, at least twice and at most so many times as long.</summary>
    private const double MostLonger = 100;

    /// <returns>The value; the gradient is written.</returns>
    internal delegate double Objective(double[] point, double[] gradient);

    /// <param name="Iterations">Steps that were made.</param>
    /// <param name="GradientNorm">At the end.</param>
    /// <param name="Converged">Whether the norm is within the tolerance.</param>
    internal readonly record struct Outcome(int Iterations, double GradientNorm, bool Converged)
    {
        public override string ToString() => $"{Iterations} iterations, gradient {GradientNorm:G3}";
    }

    /// <summary>Moves <paramref name="point"/> to a minimum of a smooth function.</summary>
    /// <param name="objective">The function.</param>
    /// <param name="point">Where to begin, and afterwards the minimum.</param>
    /// <param name="tolerance">The gradient's norm at which to end.</param>
    /// <param name="relativeTolerance">Of the point's norm: the gradient's norm at which to end too. Where the curvature is 1 or more, as a penalty of half the square
    /// makes it, the point is wrong by no more than this share.</param>
    /// <param name="maxIterations">When to end in any case.</param>
    public static Outcome Minimize(Objective objective, double[] point, double tolerance, double relativeTolerance, int maxIterations)
    {
        int length = point.Length;
        double[] gradient = new double[length], direction = new double[length], next = new double[length], nextGradient = new double[length];
        var history = new Queue<(double[] Step, double[] Change, double Curvature)>();
        double value = objective(point, gradient);
        int iteration = 0;
        for (; iteration < maxIterations && !IsEnough(); iteration++)
        {
            Descend(gradient, history, direction);
            double slope = TensorPrimitives.Dot(gradient, direction);
            // Without curvatures a step is as long as the gradient says, at most 1.
            double first = history.Count == 0 ? Math.Min(1, 1 / Norm(gradient)) : 1;
            if (Search(objective, point, value, slope, direction, first, next, nextGradient) is not { } nextValue)
                break;

            double[] step = new double[length], change = new double[length];
            TensorPrimitives.Subtract(next, point, step);
            TensorPrimitives.Subtract(nextGradient, gradient, change);
            double curvature = TensorPrimitives.Dot(step, change);
            if (curvature > 1e-12 * TensorPrimitives.Dot<double>(change, change))
            {
                if (history.Count == Memory)
                    history.Dequeue();
                history.Enqueue((step, change, curvature));
            }
            next.CopyTo(point, 0);
            (gradient, nextGradient) = (nextGradient, gradient);
            value = nextValue;
        }
        return new Outcome(iteration, Norm(gradient), IsEnough());

        bool IsEnough() => Norm(gradient) <= Math.Max(tolerance, relativeTolerance * Norm(point));
    }

    private static double Norm(double[] vector) => TensorPrimitives.Norm<double>(vector);

    /// <summary>Two loops over the history: minus the approximate inverse Hessian times the gradient.</summary>
    private static void Descend(double[] gradient, Queue<(double[] Step, double[] Change, double Curvature)> history, double[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        var factors = new Stack<double>();
        foreach (var (step, change, curvature) in history.Reverse())
        {
            double factor = TensorPrimitives.Dot(step, direction) / curvature;
            TensorPrimitives.MultiplyAdd(change, -factor, direction, direction);
            factors.Push(factor);
        }
        if (history.Count > 0)
        {
            var (_, change, curvature) = history.Last();
            TensorPrimitives.Multiply(direction, curvature / TensorPrimitives.Dot<double>(change, change), direction);
        }
        foreach (var (step, change, curvature) in history)
            TensorPrimitives.MultiplyAdd(step, factors.Pop() - TensorPrimitives.Dot(change, direction) / curvature, direction, direction);
    }

    /// <returns>The value at the point that was found; null where rounding hides any descent.</returns>
    private static double? Search(
        Objective objective, double[] point, double value, double slope, double[] direction, double length, double[] next, double[] nextGradient)
    {
        const double sufficientDecrease = 1e-4, curvature = 0.9;
        double lower = 0, upper = double.PositiveInfinity, longer = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            TensorPrimitives.MultiplyAdd(direction, length, point, next);
            double nextValue = objective(next, nextGradient);
            if (!(nextValue <= value + sufficientDecrease * length * slope))
                upper = length;
            else if (TensorPrimitives.Dot(nextGradient, direction) is var nextSlope && nextSlope < curvature * slope)
                (lower, longer) = (length, Math.Clamp(length * slope / (slope - nextSlope), 2 * length, MostLonger * length));
            else
                return nextValue;
            length = double.IsFinite(upper) ? (lower + upper) / 2 : longer;
        }
        return null;
    }
}
