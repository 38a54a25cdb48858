namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>Deals rows out over the parts of a cross-validation, by their classes and weights.</summary>
internal static class StratifiedFolds
{
    /// <summary>
    /// How many parts can be made of which each has rows of every class: at most as many as the rarest class has rows. Rows of unequal weight are as good as
    /// (Σ weight)² / Σ weight² rows of equal weight (Kish 1965, Survey Sampling): one that hardly counts can't stand for its class.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="chosen">Their numbers; all are labeled.</param>
    /// <param name="most">The largest number of parts.</param>
    public static int Count(VectorRows rows, IEnumerable<int> chosen, int most) =>
        (int)Math.Min(most, chosen.GroupBy(rows.ClassOf).Min(ofClass => EffectiveCount(rows, ofClass)));

    /// <summary>The number of rows of equal weight that tell as much as these.</summary>
    public static double EffectiveCount(VectorRows rows, IEnumerable<int> chosen)
    {
        double sum = 0, squares = 0;
        foreach (int row in chosen)
        {
            sum += rows.WeightOf(row);
            squares += rows.WeightOf(row) * rows.WeightOf(row);
        }
        // Rounding takes nothing from a whole number.
        return squares > 0 ? sum * sum / squares * (1 + 1e-12) : 0;
    }

    /// <summary>
    /// Each row comes to the part in which its class has the least weight, heavy rows before light ones: rows of equal weight are dealt out in turn, as if there
    /// were none that hardly count.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="chosen">The numbers of those that are dealt out, in their order.</param>
    /// <param name="folds">The number of parts.</param>
    /// <param name="evenly">Whether of parts that have as much of the class the lightest one comes next, and not the first one: classes of a single row, of
    /// which not every part has one, are then spread over the parts.</param>
    /// <returns>For each row its part; -1 for those that are not dealt out.</returns>
    public static int[] Deal(VectorRows rows, IEnumerable<int> chosen, int folds, bool evenly)
    {
        int[] foldOf = [.. Enumerable.Repeat(-1, rows.Count)];
        var ofClasses = new Dictionary<int, double[]>();
        var ofAll = new double[folds];
        foreach (int row in chosen.OrderByDescending(rows.WeightOf))
        {
            if (!ofClasses.TryGetValue(rows.ClassOf(row), out double[]? ofClass))
                ofClasses.Add(rows.ClassOf(row), ofClass = new double[folds]);
            int fold = Enumerable.Range(0, folds).MinBy(part => (ofClass[part], evenly ? ofAll[part] : 0));
            ofClass[fold] += rows.WeightOf(row);
            ofAll[fold] += rows.WeightOf(row);
            foldOf[row] = fold;
        }
        return foldOf;
    }
}
