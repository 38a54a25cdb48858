using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

public sealed class LogisticRegressionTests
{
    /// <summary>For one class after pairs of two, rows after groups of eight, and both.</summary>
    [Theory]
    [InlineData(2, 40)]
    [InlineData(3, 45)]
    [InlineData(7, 71)]
    [InlineData(40, 90)]
    public void TheGradientIsZeroAtTheMinimum(int classes, int count)
    {
        const double c = 3;
        var rows = Rows(classes, count);
        var (model, outcome) = new LogisticRegression(rows, classes, () => { }).Fit(c, 1000);
        Assert.True(outcome.Converged);
        // By the definition: W = C Σ (y - p) x for each class; two classes share one vector, w and -w at half its length.
        double share = classes == 2 ? 2 : 1;
        for (int k = 0; k < classes; k++)
        {
            double bias = 0;
            double[] pull = new double[rows.Dimension], probabilities = new double[classes];
            for (int row = 0; row < count; row++)
            {
                model.Probabilities(rows[row], probabilities);
                double missing = c * ((rows.ClassOf(row) == k ? 1 : 0) - probabilities[k]);
                bias += missing;
                for (int i = 0; i < pull.Length; i++)
                    pull[i] += missing * rows[row][i];
            }
            Assert.Equal(0, bias, 1e-2);
            Assert.All(pull.Zip(model.WeightsOf(k).ToArray()), pair => Assert.Equal(pair.First, share * pair.Second, 1e-2));
        }
    }

    [Fact]
    public void AFitForASearchIsWithinItsShareAndTakesFewerEvaluations()
    {
        int calls = 0;
        var regression = new LogisticRegression(Rows(6, 60), 6, () => calls++);
        foreach (double c in new[] { 0.1, 1, 10, 100 })
        {
            var (exact, whole) = Counted(() => regression.Fit(c, 1000).Model);
            var (near, part) = Counted(() => regression.Fit(c, 1000, relativeError: 0.01).Model);
            double distance = Math.Sqrt(exact.Parameters.Zip(near.Parameters).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));
            Assert.InRange(distance, 0, 0.011 * Math.Sqrt(exact.Parameters.Sum(value => value * value)));
            Assert.True(part < whole, $"{part} of {whole} for C = {c}");
        }

        (LinearModel, int) Counted(Func<LinearModel> work)
        {
            calls = 0;
            return (work(), calls);
        }
    }

    [Fact]
    public void TheTemperatureIsTheOneOfTheLeastLoss()
    {
        // More rows than are scored at a time.
        var rows = Rows(5, 700, spread: 1.2);
        var model = new LogisticRegression(rows.Where(row => row < 60), 5, () => { }).Fit(1000, 1000).Model;
        int[] heldOut = [.. Enumerable.Range(60, 640)];
        var temperature = new Temperature(1, () => { });
        temperature.Add(model, rows, heldOut);
        double found = temperature.Find();
        Assert.InRange(found, 1.5, 9.9);
        Assert.All(heldOut.Zip(temperature.Losses(found)), pair => Assert.Equal(Loss(pair.First, found), pair.Second, 1e-9));
        double least = Cost(found);
        Assert.All(new[] { 0.5, 0.9, 0.99, 0.999, 1.001, 1.01, 1.1, 2 }, factor => Assert.True(Cost(factor * found) > least));

        // The prior's standard deviation is one half.
        double Cost(double value) => heldOut.Sum(row => Loss(row, value)) + Math.Pow(Math.Log(value), 2) * 2;

        double Loss(int row, double value)
        {
            var scores = new double[5];
            model.Score(rows[row], scores);
            return Math.Log(scores.Sum(score => Math.Exp(score / value))) - scores[rows.ClassOf(row)] / value;
        }
    }

    private static VectorRows Rows(int classes, int count, double spread = 0.7)
    {
        const int dimension = 13;
        var random = new Random(classes);
        double[][] centers = [.. Enumerable.Range(0, classes).Select(_ => Vector())];
        var rows = new VectorRows(dimension);
        for (int i = 0; i < count; i++)
            rows.Add([.. centers[i % classes].Zip(Vector(), (center, noise) => center + spread * noise)], i % classes);
        return rows;

        double[] Vector() => [.. Enumerable.Range(0, dimension).Select(_ => 2 * random.NextDouble() - 1)];
    }
}
