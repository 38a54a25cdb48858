using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>
/// Forward selection: the block with the lowest error comes first, then whichever lowers it most, until none lowers it by more than the standard error. Errors
/// are those of ridge regression onto the classes in stratified cross-validation, with the penalty that is best for each set of blocks.
/// </summary>
/// <param name="rows">Vectors of all blocks side by side, with classes.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="options">The lengths of the blocks and what else the user set.</param>
/// <param name="checkAlive">Is called several times a second, by several threads, and throws where the work was canceled; null for the token of the options alone.</param>
internal sealed class FeatureBlockSearch(VectorRows rows, int classes, FeatureBlockSelectionOptions options, Action? checkAlive = null)
{
    private const int MaxFolds = 5;

    /// <summary>For vectors of mean square length 1: the range in which linear probes are regularized.</summary>
    private static readonly double[] Penalties = [1e-3, 1e-2, 1e-1, 1, 10];

    private readonly Action checkAlive = checkAlive ?? options.CancellationToken.ThrowIfCancellationRequested;
    private readonly IReadOnlyList<int> lengths = options.BlockLengths;
    private readonly List<FeatureBlockTrial> tried = [];

    public FeatureBlockSelection Run()
    {
        int[] chosen = [];
        double[]? errors = null;
        while (chosen.Length < lengths.Count)
        {
            int[][] sets = [.. Enumerable.Range(0, lengths.Count).Except(chosen).Select(block => (int[])[.. chosen.Append(block).Order()])];
            var found = new double[sets.Length][];
            ParallelWork.Run(sets.Length, Environment.ProcessorCount, options.CancellationToken, i => found[i] = Errors(sets[i]));
            foreach (var (set, error) in sets.Zip(found))
                Add(new FeatureBlockTrial(set, error.Average()));
            int best = Enumerable.Range(0, sets.Length).MinBy(i => found[i].Average());
            if (errors is not null && !IsBetter(found[best], errors))
                break;
            (chosen, errors) = (sets[best], found[best]);
        }
        return new FeatureBlockSelection(chosen, tried);
    }

    private void Add(FeatureBlockTrial trial)
    {
        tried.Add(trial);
        options.Progress?.Report(trial);
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
    private double[] Errors(int[] blocks)
    {
        var part = Standardized(blocks);
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        int folds = StratifiedFolds.Count(rows, all, MaxFolds);
        int[] foldOf = StratifiedFolds.Deal(rows, all, folds, evenly: false);
        var errors = Array.ConvertAll(Penalties, _ => new double[rows.Count]);
        for (int fold = 0; fold < folds; fold++)
        {
            var training = part.Where(row => foldOf[row] != fold);
            var ridge = new RidgeRegression(training, checkAlive);
            double[][] targets = [.. Enumerable.Range(0, training.Count).Select(row => Target(training.ClassOf(row)))];
            for (int i = 0; i < Penalties.Length; i++)
            {
                var model = ridge.Fit(targets, Penalties[i]);
                checkAlive();
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

    /// <summary>The values of some blocks, centered and of a mean square length of 1.</summary>
    private VectorRows Standardized(int[] blocks)
    {
        var part = new VectorRows(blocks.Sum(block => lengths[block]));
        int[] starts = [.. lengths.Select((_, block) => lengths.Take(block).Sum())];
        for (int row = 0; row < rows.Count; row++)
        {
            var vector = rows[row];
            var values = new List<double>(part.Dimension);
            foreach (int block in blocks)
                values.AddRange(vector.Slice(starts[block], lengths[block]));
            double[] joined = [.. values];
            part.Add(options.NormalizeVectors ? UnitLength.Normalized(joined) : joined, rows.ClassOf(row));
        }
        return part.Select(Standardization.Of(part).Apply);
    }
}
