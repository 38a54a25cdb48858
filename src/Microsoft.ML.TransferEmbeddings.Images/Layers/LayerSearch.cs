using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.Images;

/// <summary>
/// Forward selection: the layer with the lowest error comes first, then whichever lowers it most, until none lowers it by more than the standard error. Errors
/// are those of ridge regression onto the classes in stratified cross-validation, with the penalty that is best for each set of layers.
/// </summary>
/// <param name="rows">The pooled values of all candidates side by side, with classes.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="lengths">Of the candidates' parts.</param>
/// <param name="normalizes">Whether the vector of a set of layers is divided by its length.</param>
internal sealed class LayerSearch(VectorRows rows, int classes, IReadOnlyList<int> lengths, bool normalizes)
{
    private const int MostFolds = 5;

    /// <summary>For vectors of mean square length 1: the range in which linear probes are regularized.</summary>
    private static readonly double[] Penalties = [1e-3, 1e-2, 1e-1, 1, 10];

    private readonly List<(int[] Layers, double Error)> tried = [];

    /// <summary>All sets that were compared, with their mean errors.</summary>
    public IReadOnlyList<(int[] Layers, double Error)> Tried => tried;

    /// <returns>Numbers of candidates, ascending.</returns>
    public int[] Run()
    {
        int[] chosen = [];
        double[]? errors = null;
        while (chosen.Length < lengths.Count)
        {
            int[][] sets = [.. Enumerable.Range(0, lengths.Count).Except(chosen).Select(layer => (int[])[.. chosen.Append(layer).Order()])];
            var found = new double[sets.Length][];
            Parallel.For(0, sets.Length, i => found[i] = Errors(sets[i]));
            tried.AddRange(sets.Zip(found, (set, error) => (set, error.Average())));
            int best = Enumerable.Range(0, sets.Length).MinBy(i => found[i].Average());
            if (errors is not null && !IsBetter(found[best], errors))
                break;
            (chosen, errors) = (sets[best], found[best]);
        }
        return chosen;
    }

    /// <summary>Whether the mean of the rows' differences is more than its standard error.</summary>
    private static bool IsBetter(double[] errors, double[] before)
    {
        var gains = new double[errors.Length];
        TensorPrimitives.Subtract(before, errors, gains);
        double mean = gains.Average();
        TensorPrimitives.Subtract(gains, mean, gains);
        return mean > TensorPrimitives.Norm<double>(gains) / gains.Length;
    }

    /// <summary>Of every row, as one that was not trained on.</summary>
    private double[] Errors(int[] layers)
    {
        var part = Standardized(layers);
        var seen = new int[classes];
        int fewest = Enumerable.Range(0, rows.Count).CountBy(rows.ClassOf).Min(count => count.Value), folds = Math.Min(MostFolds, fewest);
        int[] foldOf = [.. Enumerable.Range(0, rows.Count).Select(row => seen[rows.ClassOf(row)]++ % folds)];
        var errors = Array.ConvertAll(Penalties, _ => new double[rows.Count]);
        for (int fold = 0; fold < folds; fold++)
        {
            var training = part.Where(row => foldOf[row] != fold);
            var ridge = new RidgeRegression(training);
            double[][] targets = [.. Enumerable.Range(0, training.Count).Select(row => Target(training.ClassOf(row)))];
            for (int i = 0; i < Penalties.Length; i++)
            {
                var model = ridge.Fit(targets, Penalties[i]);
                for (int row = 0; row < part.Count; row++)
                {
                    if (foldOf[row] == fold)
                        errors[i][row] = Error(model, part, row);
                }
            }
        }
        return errors.MinBy(Enumerable.Average)!;
    }

    private double Error(LinearModel model, VectorRows part, int row)
    {
        var scores = new double[classes];
        model.Score(part[row], scores);
        double distance = TensorPrimitives.Distance<double>(scores, Target(part.ClassOf(row)));
        return distance * distance;
    }

    private double[] Target(int classIndex)
    {
        var target = new double[classes];
        target[classIndex] = 1;
        return target;
    }

    /// <summary>Some layers' values, centered and of a mean square length of 1.</summary>
    private VectorRows Standardized(int[] layers)
    {
        var part = new VectorRows(layers.Sum(layer => lengths[layer]));
        int[] starts = [.. lengths.Select((_, layer) => lengths.Take(layer).Sum())];
        for (int row = 0; row < rows.Count; row++)
        {
            var vector = rows[row];
            var values = new List<double>(part.Dimension);
            foreach (int layer in layers)
                values.AddRange(vector.Slice(starts[layer], lengths[layer]));
            double[] joined = [.. values];
            if (normalizes && TensorPrimitives.Norm<double>(joined) is > 0 and var length)
                TensorPrimitives.Divide(joined, length, joined);
            part.Add(joined, rows.ClassOf(row));
        }
        return part.Select(Standardization.Of(part).Apply);
    }
}
