namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// What scores are divided by to make their softmax honest: the value that gives held-out rows their highest likelihood, each by its weight, drawn towards a prior value where they
/// are few (Guo et al. 2017, On Calibration of Modern Neural Networks; the prior is ours).
/// </summary>
internal sealed class Temperature(double prior)
{
    /// <summary>Standard deviation of the temperature's logarithm around the prior's.</summary>
    private const double PriorWidth = 0.5;

    private readonly List<(double[] Scores, int Class, double Weight)> heldOut = [];

    /// <param name="model">Was not trained on the row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="row">Which of them.</param>
    public void Add(LinearModel model, VectorRows rows, int row)
    {
        var scores = new double[model.Classes];
        model.Score(rows[row], scores);
        heldOut.Add((scores, rows.ClassOf(row), rows.WeightOf(row)));
    }

    /// <summary>By golden section between a tenth and ten times the prior.</summary>
    public double Find()
    {
        double ratio = (Math.Sqrt(5) - 1) / 2, low = -Math.Log(10), high = Math.Log(10);
        for (int step = 0; step < 40; step++)
        {
            double left = high - ratio * (high - low), right = low + ratio * (high - low);
            if (Cost(left) < Cost(right))
                high = right;
            else
                low = left;
        }
        return prior * Math.Exp((low + high) / 2);
    }

    /// <summary>The held-out rows' losses at a temperature, each for a row of weight 1.</summary>
    public double[] Losses(double temperature) => [.. heldOut.Select(row => LogisticRegression.Loss(row.Scores, row.Class, 1 / temperature))];

    private double Cost(double logarithm)
    {
        double temperature = prior * Math.Exp(logarithm), cost = logarithm * logarithm / (2 * PriorWidth * PriorWidth);
        foreach (var (scores, classIndex, weight) in heldOut)
            cost += weight * LogisticRegression.Loss(scores, classIndex, 1 / temperature);
        return cost;
    }
}
