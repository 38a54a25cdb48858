using Microsoft.ML.TransferEmbeddings.Distillation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>One training of a static classifier on some of the rows, an epoch at a time: gradient descent for the vectors, Adam for the weights of tokens and for the head.
/// On one thread: the same bytes every time.</summary>
internal sealed class TuningRun
{
    private readonly SeenTokens tokens;
    private readonly VectorRows rows;
    private readonly StaticFineTuningOptions options;
    private readonly Action checkAlive;
    private readonly int[] order;
    private readonly ClassifierGradient gradient;
    private readonly TableDescent rowDescent;
    private readonly AdamOptimizer logWeightOptimizer, weightOptimizer, biasOptimizer;
    private int steps, epochs;

    /// <param name="tokens">The texts and their tokens.</param>
    /// <param name="rows">The texts' classes and weights.</param>
    /// <param name="chosen">The numbers of the texts to train on.</param>
    /// <param name="classifier">Is trained.</param>
    /// <param name="options">Rates, the size of a batch, the seed.</param>
    /// <param name="checkAlive">Is called for every batch, and throws where the work was canceled.</param>
    public TuningRun(SeenTokens tokens, VectorRows rows, IEnumerable<int> chosen, StaticClassifier classifier, StaticFineTuningOptions options, Action checkAlive)
    {
        (this.tokens, this.rows, this.options, this.checkAlive, Classifier) = (tokens, rows, options, checkAlive, classifier);
        order = [.. chosen];
        gradient = new ClassifierGradient(tokens.Count, tokens.Dimension, classifier.Classes);
        rowDescent = new TableDescent(classifier.Rows, tokens.Dimension);
        logWeightOptimizer = new AdamOptimizer(classifier.LogWeights, dimension: 1);
        weightOptimizer = new AdamOptimizer(classifier.Weights, tokens.Dimension);
        biasOptimizer = new AdamOptimizer(classifier.Biases, classifier.Classes);
    }

    public StaticClassifier Classifier { get; }

    /// <summary>Goes through all texts once, and returns their mean loss.</summary>
    /// <exception cref="InvalidOperationException">The loss is not finite.</exception>
    public double Epoch()
    {
        SplitMixRandom.For(options.Seed, stage: 0, epochs++).Shuffle(order.AsSpan());
        double loss = 0, weight = 0;
        foreach (int[] batch in order.Chunk(options.BatchSize))
        {
            checkAlive();
            gradient.Clear();
            foreach (int row in batch)
            {
                loss += Classifier.Accumulate(tokens.Texts[row], rows.ClassOf(row), (float)rows.WeightOf(row) / batch.Length, gradient) * batch.Length;
                weight += rows.WeightOf(row);
            }
            if (!double.IsFinite(loss))
            {
                throw new InvalidOperationException(
                    $"The loss is not a number in epoch {epochs}. Lower LearningRate ({options.LearningRate}) or TokenWeightLearningRate ({options.TokenWeightLearningRate}).");
            }
            Step();
        }
        return loss / weight;
    }

    private void Step()
    {
        // The head's rate was chosen together with the defaults of the other two.
        const float headRate = 3e-3f;
        steps++;
        logWeightOptimizer.Begin(steps, options.TokenWeightLearningRate);
        weightOptimizer.Begin(steps, headRate);
        biasOptimizer.Begin(steps, headRate);
        rowDescent.Step(gradient, options.LearningRate * tokens.TypicalLength);
        foreach (int token in gradient.Tokens)
            logWeightOptimizer.Step(token, gradient.LogWeight(token));
        for (int c = 0; c < Classifier.Classes; c++)
            weightOptimizer.Step(c, gradient.Weights.AsSpan(c * tokens.Dimension, tokens.Dimension));
        biasOptimizer.Step(0, gradient.Biases);
    }
}
