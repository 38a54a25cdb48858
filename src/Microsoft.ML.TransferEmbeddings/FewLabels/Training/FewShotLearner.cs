namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// Logistic regression on the labeled rows and the classes' names, refined by self-training where there are unlabeled rows, with the temperature that fits
/// held-out rows. All vectors are centered and of length 1.
/// </summary>
/// <param name="rows">Labeled and unlabeled ones.</param>
/// <param name="names">The names' vectors with their classes; may have no row.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="options">What the user may set.</param>
internal sealed class FewShotLearner(VectorRows rows, VectorRows names, int classes, FewShotOptions options)
{
    private readonly SelfTraining? selfTraining =
        options.SelfTraining && Enumerable.Range(0, rows.Count).Any(row => rows.ClassOf(row) == VectorRows.Unlabeled) ? new SelfTraining(rows) : null;

    private readonly int[] labeled = [.. Enumerable.Range(0, rows.Count).Where(row => rows.ClassOf(row) != VectorRows.Unlabeled)];

    /// <summary>The logistic regression's outcome on all labeled rows.</summary>
    public Lbfgs.Outcome Outcome { get; private set; }

    public LinearModel Learn()
    {
        var temperature = new Temperature(selfTraining is null ? 1 : 1 + 2.0 / (classes - 1));
        foreach (var (known, heldOut) in Folds())
        {
            var model = Train(known, out _);
            foreach (int row in heldOut)
                temperature.Add(model, rows[row], rows.ClassOf(row));
        }
        var learned = Train([.. labeled], out var outcome);
        Outcome = outcome;
        return learned.Times(1 / temperature.Find());
    }

    private LinearModel Train(HashSet<int> known, out Lbfgs.Outcome outcome)
    {
        var training = rows.Where(known.Contains);
        training.AddRange(names);
        (var model, outcome) = LogisticRegression.Fit(training, classes, options.C, options.MaxIterations);
        return selfTraining is null ? model : selfTraining.Refine(model, known.Contains);
    }

    /// <summary>
    /// Up to four parts of the labeled rows, each class dealt out over them. A class is left without a row only if it has a name. Some hundreds of rows are
    /// enough to know a temperature.
    /// </summary>
    private IEnumerable<(HashSet<int> Known, int[] HeldOut)> Folds()
    {
        const int mostFolds = 4, enoughRows = 400;
        int fewest = Enumerable.Range(0, classes).Min(c => labeled.Count(row => rows.ClassOf(row) == c));
        int folds = names.Count > 0 ? Math.Min(mostFolds, labeled.Length) : Math.Min(mostFolds, fewest);
        if (folds < 2)
            yield break;
        // Rows of a class follow each other, so that dealing them out in turn splits each class.
        int[] dealt = [.. labeled.OrderBy(rows.ClassOf)];
        for (int fold = 0, seen = 0; fold < folds && seen < enoughRows; fold++)
        {
            int[] heldOut = [.. dealt.Where((_, index) => index % folds == fold)];
            seen += heldOut.Length;
            yield return ([.. labeled.Except(heldOut)], heldOut);
        }
    }
}
