namespace Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;

/// <summary>The two directions in which points differ most (principal component analysis), found by power iteration.</summary>
internal sealed class PrincipalPlane
{
    private const int Iterations = 500;

    private readonly double[] mean;
    private readonly double[][] directions;

    public PrincipalPlane(IReadOnlyList<float[]> points)
    {
        mean = [.. Enumerable.Range(0, points[0].Length).Select(i => points.Average(point => (double)point[i]))];
        double[][] centered = [.. points.Select(Center)];
        double variance = centered.Sum(point => Dot(point, point));
        var first = FirstDirection(centered);
        var second = FirstDirection([.. centered.Select(point => Without(first, point))]);
        directions = [first, second];
        Shares = [.. directions.Select(direction => variance == 0 ? 0 : centered.Sum(point => Math.Pow(Dot(direction, point), 2)) / variance)];
    }

    /// <summary>What each of the two directions holds of the points' variance.</summary>
    public IReadOnlyList<double> Shares { get; }

    public (double X, double Y) Project(float[] point)
    {
        double[] centered = Center(point);
        return (Dot(directions[0], centered), Dot(directions[1], centered));
    }

    private double[] Center(float[] point) => [.. point.Zip(mean, (value, average) => value - average)];

    private static double[] FirstDirection(double[][] points)
    {
        // Any start will do that is not at right angles to the direction that is looked for.
        double[] direction = [.. Enumerable.Range(1, points[0].Length).Select(i => 0.5 + i * 1.618033988749895 % 1)];
        for (int i = 0; i < Iterations; i++)
        {
            var next = new double[direction.Length];
            foreach (double[] point in points)
            {
                double along = Dot(point, direction);
                for (int j = 0; j < next.Length; j++)
                    next[j] += along * point[j];
            }
            double length = Math.Sqrt(Dot(next, next));
            if (length == 0)
                return next;
            direction = [.. next.Select(value => value / length)];
        }
        return direction;
    }

    private static double[] Without(double[] direction, double[] point)
    {
        double along = Dot(direction, point);
        return [.. point.Zip(direction, (value, part) => value - along * part)];
    }

    private static double Dot(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Sum();
}
