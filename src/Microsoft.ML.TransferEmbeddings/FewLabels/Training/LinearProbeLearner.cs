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

    /// <summary>A step in C that lowers the loss by less than this share is the last one.</summary>
    private const double WorthAStep = 0.01;

    private static readonly double[] Grid = [.. Enumerable.Range(-2, 11).Select(step => Math.Pow(10, step / 2.0))];

    private int steps;

    /// <summary>The C that was given or chosen.</summary>
    public double C { get; private set; } = c ?? Grid[DefaultPlace];

    /// <summary>That of the last fit, on all rows.</summary>
    public Lbfgs.Outcome Outcome { get; private set; }

    /// <param name="start">A model of the vectors as they come, where the fit on all rows begins; null for zeros.</param>
    public LinearModel Learn(LinearModel? start = null)
    {
        var standardization = Standardization.Of(rows);
        var standardized = rows.Select(standardization.Apply);
        double temperature = Choose(standardized);
        fit.Report(FormattableString.Invariant($"all rows, C = {C:G3}"), steps, steps + 1);
        (var model, Outcome) = new LogisticRegression(standardized, classes, fit.ThrowIfCancelled)
            .Fit(C, maxIterations, start?.BeforeShift(standardization.Mean, standardization.Scale));
        return model.Times(1 / temperature).AfterShift(standardization.Mean, standardization.Scale);
    }

    /// <summary>Sets C and gives its temperature. Of all C that are no worse than the best by more than chance, the one nearest to the default.</summary>
    private double Choose(VectorRows standardized)
    {
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        int folds = StratifiedFolds.Count(rows, all, MostFolds);
        if (folds < 2)
            return 1;
        int[] foldOf = StratifiedFolds.Deal(rows, all, folds, evenly: false);
        var regressions = Enumerable.Range(0, folds)
            .Select(fold => new LogisticRegression(standardized.Where(row => foldOf[row] != fold), classes, fit.ThrowIfCancelled)).ToArray();
        double[] candidates = c is { } given ? [given] : Grid;
        int middle = c is null ? DefaultPlace : 0;
        var middleModels = new LinearModel?[folds];
        var tried = new List<Trial> { Try(middle, middleModels) };
        Walk(1);
        Walk(-1);
        var best = tried.MinBy(trial => trial.Loss)!;
        var chosen = tried.Where(trial => IsNoWorse(trial.Losses, best.Losses)).MinBy(trial => Math.Abs(trial.Place - middle))!;
        C = candidates[chosen.Place];
        return chosen.Temperature;

        // Each model is the start of the next. The loss falls and then rises with C: after a step that hardly lowers it none does.
        void Walk(int step)
        {
            var models = middleModels.ToArray();
            double before = double.PositiveInfinity, last = tried[0].Loss;
            for (int i = middle + step; i >= 0 && i < candidates.Length && last < (1 - WorthAStep) * before; i += step)
            {
                tried.Add(Try(i, models));
                (before, last) = (last, tried[^1].Loss);
            }
        }

        Trial Try(int place, LinearModel?[] models)
        {
            fit.Report(FormattableString.Invariant($"cross-validation in {folds} parts, C = {candidates[place]:G3}"), steps, candidates.Length + 1);
            steps++;
            var temperature = new Temperature(1);
            for (int fold = 0; fold < folds; fold++)
                models[fold] = regressions[fold].Fit(candidates[place], maxIterations, models[fold]).Model;
            fit.ThrowIfCancelled();
            foreach (int row in all)
                temperature.Add(models[foldOf[row]]!, standardized, row);
            double found = temperature.Find();
            double[] losses = temperature.Losses(found);
            return new Trial(place, found, losses, all.Sum(row => rows.WeightOf(row) * losses[row]));
        }
    }

    /// <summary>Whether the weighted mean of the differences is within its standard error.</summary>
    private bool IsNoWorse(double[] losses, double[] best)
    {
        double total = rows.TotalWeight, mean = 0, squares = 0;
        for (int row = 0; row < losses.Length; row++)
            mean += rows.WeightOf(row) * (losses[row] - best[row]) / total;
        for (int row = 0; row < losses.Length; row++)
            squares += Math.Pow(rows.WeightOf(row) * (losses[row] - best[row] - mean), 2);
        return mean <= Math.Sqrt(squares) / total;
    }

    /// <param name="Place">Which C.</param>
    /// <param name="Temperature">The one that fits.</param>
    /// <param name="Losses">Of each row, as one that was not trained on.</param>
    /// <param name="Loss">Their weighted sum.</param>
    private sealed record Trial(int Place, double Temperature, double[] Losses, double Loss);
}
