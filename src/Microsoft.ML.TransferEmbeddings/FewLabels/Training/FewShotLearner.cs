using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Logistic regression on the labeled rows and the classes' names, refined by self-training where there are unlabeled rows, with the temperature that fits
/// held-out rows. All vectors are centered and of length 1.
/// </summary>
/// <param name="rows">Labeled and unlabeled ones.</param>
/// <param name="names">The names' vectors with their classes; may have no row.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="options">What the user may set.</param>
/// <param name="fit">May be canceled, and is told of each part.</param>
internal sealed class FewShotLearner(VectorRows rows, VectorRows names, int classes, FewShotOptions options, HostedFit fit)
{
    private readonly SelfTraining? selfTraining =
        options.SelfTraining && Enumerable.Range(0, rows.Count).Any(row => rows.ClassOf(row) == VectorRows.Unlabeled) 
            ? new SelfTraining(rows, fit.ThrowIfCancelled)
            : null;

    private readonly int[] labeled = [.. Enumerable.Range(0, rows.Count).Where(row => rows.ClassOf(row) != VectorRows.Unlabeled)];

    /// <summary>The logistic regression's outcome on all labeled rows.</summary>
    public Lbfgs.Outcome Outcome { get; private set; }

    public LinearModel Learn()
    {
        var temperature = new Temperature(selfTraining is null ? 1 : 1 + 2.0 / (classes - 1), fit.ThrowIfCancelled);
        var parts = Parts();
        foreach (var (part, (known, heldOut)) in parts.Index())
        {
            fit.Report($"part {part + 1} of {parts.Count} for the temperature", part, parts.Count + 1);
            temperature.Add(Train(known, out _), rows, heldOut);
        }
        fit.Report("all rows", parts.Count, parts.Count + 1);
        var learned = Train([.. labeled], out var outcome);
        Outcome = outcome;
        return learned.Times(1 / temperature.Find());
    }

    private LinearModel Train(HashSet<int> known, out Lbfgs.Outcome outcome)
    {
        var training = rows.Where(known.Contains);
        training.AddRange(names);
        (var model, outcome) = new LogisticRegression(training, classes, fit.ThrowIfCancelled).Fit(options.C, options.MaxIterations);
        return selfTraining is null ? model : selfTraining.Refine(model, known.Contains);
    }

    /// <summary>
    /// Up to four parts of the labeled rows, each class dealt out over them. A class is left without a row only if it has a name. Some hundreds of rows are
    /// enough to know a temperature.
    /// </summary>
    private List<(HashSet<int> Known, int[] HeldOut)> Parts()
    {
        const int mostFolds = 4, enoughRows = 400;
        bool isComplete = labeled.Select(rows.ClassOf).Distinct().Count() == classes;
        int folds = names.Count > 0 ? (int)Math.Min(mostFolds, StratifiedFolds.EffectiveCount(rows, labeled)) : isComplete ? StratifiedFolds.Count(rows, labeled, mostFolds) : 0;
        var parts = new List<(HashSet<int> Known, int[] HeldOut)>();
        if (folds < 2)
            return parts;
        // Rows of a class follow each other, so that dealing them out in turn splits each class.
        int[] dealt = [.. labeled.OrderBy(rows.ClassOf)], foldOf = StratifiedFolds.Deal(rows, dealt, folds, evenly: true);
        double seen = 0;
        for (int fold = 0; fold < folds && seen < enoughRows; fold++)
        {
            int[] heldOut = [.. dealt.Where(row => foldOf[row] == fold)];
            seen += StratifiedFolds.EffectiveCount(rows, heldOut);
            parts.Add(([.. labeled.Except(heldOut)], heldOut));
        }
        return parts;
    }
}
