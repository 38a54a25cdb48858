using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>
/// Tunes a static encoder for classes. It begins with the linear probe of the pretrained vectors. Parts of the rows are held out in turn; the number of epochs is the one that
/// gives them the smallest loss, none at all included, and then all rows are trained on for as many.
/// </summary>
internal sealed class StaticTuning
{
    /// <summary>Held-out rows that are enough to choose the number of epochs: where a part has as many, one is held out and no other.</summary>
    private const int EnoughHeldOut = 1000;

    /// <summary>Epochs without a smaller loss of held-out rows after which the search ends.</summary>
    private const int Patience = 5;

    private const int MaxIterations = 1000;

    private readonly SeenTokens tokens;
    private readonly VectorRows rows, standardized;
    private readonly Standardization standardization;
    private readonly bool normalizes;
    private readonly int classes;
    private readonly StaticFineTuningOptions options;
    private readonly HostedFit fit;

    /// <param name="tokens">The texts' tokens.</param>
    /// <param name="rows">The texts' pretrained vectors with their classes and weights, of at least two classes and two rows a class.</param>
    /// <param name="normalizes">Whether the model divides vectors by their length.</param>
    /// <param name="classes">How many classes there are, those without a row included.</param>
    /// <param name="options">What the user set.</param>
    /// <param name="fit">May be canceled, and is told of each epoch.</param>
    public StaticTuning(SeenTokens tokens, VectorRows rows, bool normalizes, int classes, StaticFineTuningOptions options, HostedFit fit)
    {
        (this.tokens, this.rows, this.normalizes, this.classes, this.options, this.fit) = (tokens, rows, normalizes, classes, options, fit);
        standardization = Standardization.Of(rows);
        standardized = rows.Select(standardization.Apply);
    }

    /// <summary>The number of epochs that was chosen.</summary>
    public int Epochs { get; private set; }

    /// <summary>The mean loss of held-out rows before the first epoch, and after the chosen one.</summary>
    public (double Before, double After) HeldOutLoss { get; private set; }

    /// <returns>The tuned classifier, and its head for vectors as the model gives them, with the temperature that fits held-out rows.</returns>
    public (StaticClassifier Classifier, LinearModel Head) Tune()
    {
        fit.Report("the linear probe of the pretrained vectors", 0, options.MaxEpochs + 2);
        var learner = new LinearProbeLearner(standardized, classes, c: null, MaxIterations, fit);
        learner.Learn();
        double temperature = ChooseEpochs(learner.C);
        var run = Start([.. Enumerable.Range(0, rows.Count)], learner.C);
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            double loss = run.Epoch();
            options.Progress?.Report(new StaticFineTuningProgress(StaticFineTuningPhase.Training, epoch, Epochs, loss, heldOutLoss: null));
        }
        return (run.Classifier, run.Classifier.Head().Times(1 / temperature).AfterShift(standardization.Mean, standardization.Scale));
    }

    /// <summary>All parts are trained side by side, so that the search ends for all where it ends for one; returns the temperature.</summary>
    private double ChooseEpochs(double c)
    {
        var parts = Parts(c);
        double best = double.PositiveInfinity, bestTemperature = 1;
        for (int epoch = 0; epoch <= options.MaxEpochs && epoch <= Epochs + Patience; epoch++)
        {
            fit.Report($"epoch {epoch} of {parts.Count} parts", epoch + 1, options.MaxEpochs + 2);
            double loss = epoch == 0 ? double.NaN : parts.Average(part => part.Run.Epoch());
            var temperature = new Temperature(1, fit.ThrowIfCancelled);
            foreach (var (run, heldOut) in parts)
                temperature.Add(run.Classifier.Head(), Encoded(run.Classifier, heldOut), Enumerable.Range(0, heldOut.Length));
            double found = temperature.Find();
            double[] weights = [.. parts.SelectMany(part => part.HeldOut).Select(rows.WeightOf)];
            double heldOutLoss = TensorPrimitives.Dot<double>(weights, temperature.Losses(found)) / weights.Sum();
            if (epoch > 0)
                options.Progress?.Report(new StaticFineTuningProgress(StaticFineTuningPhase.Choosing, epoch, options.MaxEpochs, loss, heldOutLoss));
            if (heldOutLoss < best)
                (best, bestTemperature, Epochs) = (heldOutLoss, found, epoch);
            HeldOutLoss = (epoch == 0 ? heldOutLoss : HeldOutLoss.Before, best);
        }
        return bestTemperature;
    }

    private List<(TuningRun Run, int[] HeldOut)> Parts(double c)
    {
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        int folds = Math.Min(rows.Count, (int)Math.Round(1 / options.ValidationFraction));
        int used = Math.Clamp((EnoughHeldOut * folds + rows.Count - 1) / rows.Count, 1, folds);
        int[] foldOf = StratifiedFolds.Deal(rows, all.OrderBy(rows.ClassOf), folds, evenly: true);
        return [.. Enumerable.Range(0, used).Select(fold => (Start([.. all.Where(row => foldOf[row] != fold)], c), all.Where(row => foldOf[row] == fold).ToArray()))];
    }

    private TuningRun Start(int[] chosen, double c)
    {
        var known = chosen.ToHashSet();
        var head = new LogisticRegression(standardized.Where(known.Contains), classes, fit.ThrowIfCancelled).Fit(c, MaxIterations).Model;
        return new TuningRun(tokens, rows, chosen, new StaticClassifier(tokens, normalizes, standardization, head), options, fit.ThrowIfCancelled);
    }

    private VectorRows Encoded(StaticClassifier classifier, int[] heldOut)
    {
        var encoded = new VectorRows(rows.Dimension);
        foreach (int row in heldOut)
            encoded.Add(classifier.Standardized(tokens.Texts[row]), rows.ClassOf(row), rows.WeightOf(row));
        return encoded;
    }
}
