namespace Microsoft.ML.TransferEmbeddings.Vectors;

/// <summary>
/// The penalty of ridge regression by generalized cross-validation (Golub, Heath, Wahba 1979): the squared error that rows would have which were not fitted on, without
/// fitting again.
/// </summary>
/// <param name="Penalty">On the sum of the squared weights.</param>
/// <param name="Error">The mean squared error of a row by cross-validation.</param>
internal sealed record RidgePenalty(double Penalty, double Error)
{
    /// <summary>Powers of ten of the largest square, four to a decade.</summary>
    private static readonly double[] Shares = [.. Enumerable.Range(-32, 41).Select(step => Math.Pow(10, step / 4.0))];

    /// <param name="squares">Of the singular values of the centered vectors, the largest first.</param>
    /// <param name="explained">For each the sum of the squares of the targets' coordinates there.</param>
    /// <param name="total">The sum of the squares of the centered targets.</param>
    /// <param name="rows">How many rows there are.</param>
    public static RidgePenalty Choose(IReadOnlyList<double> squares, IReadOnlyList<double> explained, double total, int rows) => squares.Count == 0
        ? new RidgePenalty(1, total / rows)
        : Shares.Select(share => Of(squares[0] * share, squares, explained, total, rows)).MinBy(penalty => penalty.Error)!;

    /// <summary>A given penalty.</summary>
    public static RidgePenalty Of(double penalty, IReadOnlyList<double> squares, IReadOnlyList<double> explained, double total, int rows)
    {
        double residual = Math.Max(0, total - explained.Sum()), degrees = 1;
        for (int i = 0; i < squares.Count; i++)
        {
            double left = penalty / (squares[i] + penalty);
            residual += left * left * explained[i];
            degrees += 1 - left;
        }
        double free = 1 - degrees / rows;
        // A fit that leaves no freedom has no error that could be foretold.
        return new RidgePenalty(penalty, free > 1e-9 ? residual / rows / (free * free) : double.PositiveInfinity);
    }
}
