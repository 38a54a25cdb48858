using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// What scores are divided by to make their softmax honest: the value that gives held-out rows their highest likelihood, each by its weight, drawn towards a prior value where they
/// are few (Guo et al. 2017, On Calibration of Modern Neural Networks; the prior is ours).
/// </summary>
/// <param name="prior">The value without rows.</param>
/// <param name="checkAlive">Is called several times a second, and throws where the work was canceled.</param>
internal sealed class Temperature(double prior, Action checkAlive)
{
    /// <summary>Standard deviation of the temperature's logarithm around the prior's.</summary>
    private const double PriorWidth = 0.5;

    /// <summary>Each leaves 62 % of the interval, so that the last ones differ by two millionths.</summary>
    private const int Steps = 30;

    private const int RowsAtOnce = 256;

    private readonly List<Block> blocks = [];

    /// <param name="model">Was not trained on the rows.</param>
    /// <param name="rows">Has them.</param>
    /// <param name="heldOut">Their numbers.</param>
    public void Add(LinearModel model, VectorRows rows, IEnumerable<int> heldOut)
    {
        foreach (int[] block in heldOut.Chunk(RowsAtOnce))
        {
            checkAlive();
            blocks.Add(Block.Create(model, rows, block));
        }
    }

    /// <summary>By golden section between a tenth and ten times the prior.</summary>
    public double Find()
    {
        double ratio = (Math.Sqrt(5) - 1) / 2, low = -Math.Log(10), high = Math.Log(10);
        double left = high - ratio * (high - low), right = low + ratio * (high - low), ofLeft = Cost(left), ofRight = Cost(right);
        for (int step = 0; step < Steps; step++)
        {
            if (ofLeft < ofRight)
            {
                (high, right, ofRight) = (right, left, ofLeft);
                left = high - ratio * (high - low);
                ofLeft = Cost(left);
            }
            else
            {
                (low, left, ofLeft) = (left, right, ofRight);
                right = low + ratio * (high - low);
                ofRight = Cost(right);
            }
        }
        return prior * Math.Exp((low + high) / 2);
    }

    /// <summary>The held-out rows' losses at a temperature, each for a row of weight 1, in the order in which they were added.</summary>
    public double[] Losses(double temperature) => [.. blocks.SelectMany(block => block.Losses(1 / temperature))];

    private double Cost(double logarithm)
    {
        double temperature = prior * Math.Exp(logarithm), cost = logarithm * logarithm / (2 * PriorWidth * PriorWidth);
        foreach (var block in blocks)
        {
            checkAlive();
            cost += TensorPrimitives.Dot<double>(block.Weights, block.Losses(1 / temperature));
        }
        return cost;
    }

    /// <summary>Some rows' scores, less each row's highest.</summary>
    /// <param name="Scores">Those of all rows with the first class, then with the next ones.</param>
    /// <param name="OfTargets">For each row that of its own class.</param>
    /// <param name="Weights">For each row.</param>
    private sealed record Block(double[] Scores, double[] OfTargets, double[] Weights)
    {
        public static Block Create(LinearModel model, VectorRows rows, int[] heldOut)
        {
            int count = heldOut.Length;
            double[] scores = model.ScoreAll(rows.Gather(heldOut));
            var highest = scores[..count];
            for (int start = count; start < scores.Length; start += count)
                TensorPrimitives.Max(highest, scores.AsSpan(start, count), highest);
            for (int start = 0; start < scores.Length; start += count)
                TensorPrimitives.Subtract(scores.AsSpan(start, count), highest, scores.AsSpan(start, count));
            return new Block(scores, [.. heldOut.Select((row, place) => scores[rows.ClassOf(row) * count + place])], [.. heldOut.Select(rows.WeightOf)]);
        }

        /// <param name="scale">What the scores are multiplied by.</param>
        public double[] Losses(double scale)
        {
            int count = Weights.Length;
            double[] exponentials = new double[count], losses = new double[count];
            for (int start = 0; start < Scores.Length; start += count)
            {
                TensorPrimitives.Multiply(Scores.AsSpan(start, count), scale, exponentials);
                TensorPrimitives.Exp<double>(exponentials, exponentials);
                TensorPrimitives.Add(losses, exponentials, losses);
            }
            TensorPrimitives.Log<double>(losses, losses);
            TensorPrimitives.MultiplyAdd(OfTargets, -scale, losses, losses);
            return losses;
        }
    }
}
