using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Training;

/// <summary>
/// What unlabeled rows add to a classifier: its own answers on them, sharpened and balanced over the classes, are the targets of a ridge regression, twice.
/// The second regression's scores are added to the classifier's, which leaves a linear model.
/// </summary>
/// <param name="rows">Labeled and unlabeled ones.</param>
/// <param name="checkAlive">Is called several times a second, and throws where the work was canceled.</param>
internal sealed class SelfTraining(VectorRows rows, Action checkAlive)
{
    private const double FirstPower = 4, SecondPower = 2;
    private const double FirstPenalty = 10, SecondPenalty = 1;

    /// <summary>What a regression's scores, which lie around 0 and 1, are multiplied by before their softmax.</summary>
    private const double Sharpness = 8;

    private readonly RidgeRegression regression = new(rows, checkAlive);

    /// <param name="classifier">Trained on the rows that are known.</param>
    /// <param name="isKnown">Whether the label of a row is taken; the others count as unlabeled.</param>
    public LinearModel Refine(LinearModel classifier, Func<int, bool> isKnown)
    {
        int[] unknown = [.. Enumerable.Range(0, rows.Count).Where(row => !isKnown(row))];
        double[][] answers = Array.ConvertAll(unknown, row => Probabilities(classifier, row));
        var targets = new double[rows.Count][];
        for (int row = 0; row < rows.Count; row++)
        {
            targets[row] = new double[classifier.Classes];
            if (isKnown(row))
                targets[row][rows.ClassOf(row)] = 1;
        }

        SetTargets(targets, unknown, i => Power(answers[i], FirstPower));
        var first = regression.Fit(targets, FirstPenalty).Times(Sharpness);
        SetTargets(targets, unknown, i =>
        {
            double[] target = Probabilities(first, unknown[i]);
            TensorPrimitives.Multiply(target, answers[i], target);
            return Power(target, SecondPower);
        });
        return classifier.Plus(regression.Fit(targets, SecondPenalty), Sharpness);
    }

    private double[] Probabilities(LinearModel model, int row)
    {
        checkAlive();
        var probabilities = new double[model.Classes];
        model.Probabilities(rows[row], probabilities);
        return probabilities;
    }

    private static double[] Power(double[] values, double power) => Array.ConvertAll(values, value => Math.Pow(value, power));

    /// <summary>Half of its advantage is taken from a class that is answered often; then every row sums to 1.</summary>
    private void SetTargets(double[][] targets, int[] unknown, Func<int, double[]> create)
    {
        double[][] created = [.. Enumerable.Range(0, unknown.Length).Select(create)];
        var sums = new double[targets[0].Length];
        for (int i = 0; i < created.Length; i++)
            TensorPrimitives.MultiplyAdd(created[i], rows.WeightOf(unknown[i]), sums, sums);
        for (int i = 0; i < created.Length; i++)
        {
            double[] target = created[i];
            for (int c = 0; c < target.Length; c++)
                target[c] = sums[c] > 0 ? target[c] / Math.Sqrt(sums[c]) : 0;
            double sum = TensorPrimitives.Sum<double>(target);
            if (sum > 0)
                TensorPrimitives.Divide(target, sum, target);
            else
                Array.Fill(target, 1.0 / target.Length);
            targets[unknown[i]] = target;
        }
    }
}
