using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Logistic regression on centered vectors of one scale, with C chosen by stratified cross-validation and the temperature that fits the held-out rows.
/// </summary>
/// <param name="rows">Labeled rows of at least two classes.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="c">The weight of the loss; null to choose it.</param>
/// <param name="maxIterations">Of one fit.</param>
/// <param name="fit">May be canceled, and is told of each step.</param>
internal sealed class LinearProbeLearner(VectorRows rows, int classes, double? c, int maxIterations, HostedFit fit)
{
    /// <summary>Where in the grid is the C that is taken if held-out rows don't contradict: the middle of what does well on unit vectors.</summary>
    private const int DefaultPlace = 3;

    private const int MostFolds = 5;

    /// <summary>By which share of their norm weights may be wrong that only tell how well a C does.</summary>
    private const double SearchError = 0.01;

    /// <summary>A step in C that lowers the loss by less than this share is the last one.</summary>
    private const double WorthAStep = 0.01;

    private static readonly double[] Grid = [.. Enumerable.Range(-2, 11).Select(step => Math.Pow(10, step / 2.0))];

    private readonly double[] candidates = c is { } given ? [given] : Grid;

    private int steps;

    /// <summary>The C that was given or chosen.</summary>
    public double C { get; private set; } = c ?? Grid[DefaultPlace];

    /// <summary>That of the last fit, on all rows.</summary>
    public Lbfgs.Outcome Outcome { get; private set; }

    /// <param name="start">A model of the vectors as they come, where the fit on all rows begins; null to begin with what the search for C has found.</param>
    public LinearModel Learn(LinearModel? start = null)
    {
        var standardization = Standardization.Of(rows);
        var standardized = rows.Select(standardization.Apply);
        var chosen = Choose(standardized);
        C = chosen is null ? C : candidates[chosen.Place];
        double temperature = chosen?.Temperature ?? 1;
        // The scores of an earlier model were divided by its temperature, which is about the same.
        var first = start?.BeforeShift(standardization.Mean, standardization.Scale).Times(temperature) ?? chosen?.Model;
        fit.Report($"all rows, C = {C:G3}", steps, steps + 1);
        (var model, Outcome) = new LogisticRegression(standardized, classes, fit.ThrowIfCancelled).Fit(C, maxIterations, first);
        return model.Times(1 / temperature).AfterShift(standardization.Mean, standardization.Scale);
    }

    /// <summary>Of all C that are no worse than the best by more than chance, the one nearest to the default; null where there are too few rows to tell.</summary>
    private Trial? Choose(VectorRows standardized)
    {
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        int folds = StratifiedFolds.Count(rows, all, MostFolds);
        if (folds < 2)
            return null;
        int[] foldOf = StratifiedFolds.Deal(rows, all, folds, evenly: false);
        int[][] heldOut = [.. Enumerable.Range(0, folds).Select(fold => all.Where(row => foldOf[row] == fold).ToArray())];
        double[] weights = [.. heldOut.SelectMany(ofFold => ofFold).Select(rows.WeightOf)];
        var regressions = Enumerable.Range(0, folds)
            .Select(fold => new LogisticRegression(standardized.Where(row => foldOf[row] != fold), classes, fit.ThrowIfCancelled)).ToArray();
        int middle = c is null ? DefaultPlace : 0;
        var tried = new List<Trial> { Try(middle, new LinearModel?[folds], out var middleModels) };
        Walk(1);
        Walk(-1);
        var best = tried.MinBy(trial => trial.Loss)!;
        return tried.Where(trial => IsNoWorse(trial.Losses, best.Losses, weights)).MinBy(trial => Math.Abs(trial.Place - middle))!;

        // The loss falls and then rises with C: after a step that hardly lowers it none does.
        void Walk(int step)
        {
            LinearModel[]? beforeLast = null, last = middleModels;
            double lossBefore = double.PositiveInfinity, loss = tried[0].Loss;
            for (int i = middle + step; i >= 0 && i < candidates.Length && loss < (1 - WorthAStep) * lossBefore; i += step)
            {
                // Weights change with the logarithm of C about as much as in the step before.
                LinearModel[] starts = beforeLast is null ? last : [.. last.Zip(beforeLast, (one, other) => one.Times(2).Plus(other, -1))];
                (beforeLast, lossBefore) = (last, loss);
                tried.Add(Try(i, starts, out last));
                loss = tried[^1].Loss;
            }
        }

        Trial Try(int place, LinearModel?[] starts, out LinearModel[] models)
        {
            fit.Report($"cross-validation in {folds} parts, C = {candidates[place]:G3}", steps, candidates.Length + 1);
            steps++;
            var temperature = new Temperature(1, fit.ThrowIfCancelled);
            var mean = new LinearModel(classes, rows.Dimension);
            models = new LinearModel[folds];
            for (int fold = 0; fold < folds; fold++)
            {
                models[fold] = regressions[fold].Fit(candidates[place], maxIterations, starts[fold], SearchError).Model;
                temperature.Add(models[fold], standardized, heldOut[fold]);
                mean = mean.Plus(models[fold], 1.0 / folds);
            }
            double found = temperature.Find();
            double[] losses = temperature.Losses(found);
            return new Trial(place, found, losses, TensorPrimitives.Dot<double>(weights, losses), mean);
        }
    }

    /// <summary>Whether the weighted mean of the differences is within its standard error.</summary>
    private static bool IsNoWorse(double[] losses, double[] best, double[] weights)
    {
        double total = weights.Sum(), mean = 0, squares = 0;
        for (int row = 0; row < losses.Length; row++)
            mean += weights[row] * (losses[row] - best[row]) / total;
        for (int row = 0; row < losses.Length; row++)
            squares += Math.Pow(weights[row] * (losses[row] - best[row] - mean), 2);
        return mean <= Math.Sqrt(squares) / total;
    }

    /// <param name="Place">Which C.</param>
    /// <param name="Temperature">The one that fits.</param>
    /// <param name="Losses">Of each row, as one that was not trained on, in the order of the parts.</param>
    /// <param name="Loss">Their weighted sum.</param>
    /// <param name="Model">The mean of the parts' models.</param>
    private sealed record Trial(int Place, double Temperature, double[] Losses, double Loss, LinearModel Model);
}
