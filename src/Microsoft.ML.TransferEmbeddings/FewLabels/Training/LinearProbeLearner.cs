using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Logistic regression on centered vectors of one scale, with C chosen by stratified cross-validation and the temperature that fits the held-out rows.
/// </summary>
/// <param name="rows">Labeled rows of at least two classes.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="c">The weight of the loss; null to choose it.</param>
/// <param name="maxIterations">Of one fit.</param>
internal sealed class LinearProbeLearner(VectorRows rows, int classes, double? c, int maxIterations)
{
    /// <summary>What is taken where held-out rows don't contradict: the middle of what does well on unit vectors.</summary>
    private const double DefaultC = 3.1622776601683795;

    private const int MostFolds = 5;

    private static readonly double[] Grid = [.. Enumerable.Range(-2, 11).Select(step => Math.Pow(10, step / 2.0))];

    /// <summary>The C that was given or chosen.</summary>
    public double C { get; private set; } = c ?? DefaultC;

    /// <summary>That of the last fit, on all rows.</summary>
    public Lbfgs.Outcome Outcome { get; private set; }

    /// <param name="start">A model of the vectors as they come, where the fit on all rows begins; null for zeros.</param>
    public LinearModel Learn(LinearModel? start = null)
    {
        var standardization = Standardization.Of(rows);
        var standardized = rows.Select(standardization.Apply);
        double temperature = Choose(standardized);
        (var model, Outcome) = LogisticRegression.Fit(standardized, classes, C, maxIterations, start?.BeforeShift(standardization.Mean, standardization.Scale));
        return model.Times(1 / temperature).AfterShift(standardization.Mean, standardization.Scale);
    }

    /// <summary>Sets C and gives its temperature. Of all C that are no worse than the best by more than chance, the one nearest to the default.</summary>
    private double Choose(VectorRows standardized)
    {
        int fewest = Enumerable.Range(0, rows.Count).GroupBy(rows.ClassOf).Min(group => group.Count());
        int folds = Math.Min(MostFolds, fewest);
        if (folds < 2)
            return 1;
        double[] candidates = c is { } given ? [given] : Grid;
        var temperatures = Array.ConvertAll(candidates, _ => new Temperature(1));
        var seen = new int[classes];
        int[] foldOf = [.. Enumerable.Range(0, rows.Count).Select(row => seen[rows.ClassOf(row)]++ % folds)];
        for (int fold = 0; fold < folds; fold++)
        {
            var training = standardized.Where(row => foldOf[row] != fold);
            LinearModel? model = null;
            for (int i = 0; i < candidates.Length; i++)
            {
                // From the smallest C on: each model is the start of the next.
                model = LogisticRegression.Fit(training, classes, candidates[i], maxIterations, model).Model;
                for (int row = 0; row < rows.Count; row++)
                {
                    if (foldOf[row] == fold)
                        temperatures[i].Add(model, standardized[row], rows.ClassOf(row));
                }
            }
        }

        double[] found = Array.ConvertAll(temperatures, temperature => temperature.Find());
        double[][] losses = [.. temperatures.Zip(found, (temperature, value) => temperature.Losses(value))];
        double[] best = losses.MinBy(Enumerable.Sum)!;
        int chosen = Enumerable.Range(0, candidates.Length)
            .Where(i => IsNoWorse(losses[i], best))
            .MinBy(i => Math.Abs(Math.Log(candidates[i] / DefaultC)));
        C = candidates[chosen];
        return found[chosen];
    }

    /// <summary>Whether the mean difference is within its standard error.</summary>
    private static bool IsNoWorse(double[] losses, double[] best)
    {
        var differences = new double[losses.Length];
        TensorPrimitives.Subtract(losses, best, differences);
        double mean = TensorPrimitives.Sum<double>(differences) / differences.Length;
        TensorPrimitives.Subtract(differences, mean, differences);
        return mean <= TensorPrimitives.Norm<double>(differences) / differences.Length;
    }
}
