using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>
/// Fits a table of token vectors so that the mean of a text's rows points where the teacher's vector does: loss 1 - cosine, Adam, batches of 512 texts.
/// A row is row + feature · W while W is trained: W moves all rows at once, those of tokens that the texts lack too. The same bytes whatever the number of
/// threads: each sum has one thread and one order.
/// </summary>
internal sealed class TableTrainer
{
    private const int BatchTexts = 512, TextsAtOnce = 32, RowsAtOnce = 64;

    private readonly float[] rows;
    private readonly float[]? features;
    private readonly float[] weights;
    private readonly int dimension, featureDimension;
    private readonly TokenizedTexts texts;
    private readonly VectorBlocks targets;
    private readonly int seed;
    private readonly AdamOptimizer rowOptimizer, weightOptimizer;
    private readonly float[] gradients, featureMeans, losses;
    private readonly List<int>[] kept = [.. Enumerable.Range(0, BatchTexts).Select(_ => new List<int>())];
    private readonly Dictionary<int, int> places = [];
    private readonly List<int> seen = [];
    private readonly List<List<int>> textsOf = [];

    /// <param name="rows">A row per token; changed in place.</param>
    /// <param name="features">A row per token, of which W's product is added to its row; null to train the rows alone.</param>
    /// <param name="dimension">Of the rows.</param>
    /// <param name="texts">The tokens of the texts.</param>
    /// <param name="targets">The teacher's answers in the rows' space.</param>
    /// <param name="seed">Of the order of the texts and of the dropout.</param>
    public TableTrainer(float[] rows, float[]? features, int dimension, TokenizedTexts texts, VectorBlocks targets, int seed)
    {
        (this.rows, this.features, this.dimension, this.texts, this.targets, this.seed) = (rows, features, dimension, texts, targets, seed);
        featureDimension = features is null ? 0 : features.Length / (rows.Length / dimension);
        weights = new float[featureDimension * dimension];
        rowOptimizer = new AdamOptimizer(rows, dimension);
        weightOptimizer = new AdamOptimizer(weights, dimension);
        gradients = new float[BatchTexts * dimension];
        featureMeans = new float[BatchTexts * featureDimension];
        losses = new float[BatchTexts];
    }

    /// <param name="stage">What is run.</param>
    /// <param name="report">Told of texts done and of the mean loss of the last batches.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public void Train(TrainingStage stage, Action<long, double> report, CancellationToken cancellation)
    {
        const int batchesOfReport = 50;
        int[] order = [.. Enumerable.Range(0, texts.Count).Where(text => texts[text].Length > 0)];
        int batches = (order.Length + BatchTexts - 1) / BatchTexts, step = 0;
        long done = 0;
        double loss = 0, count = 0;
        for (int epoch = 0; epoch < stage.Epochs; epoch++)
        {
            var random = SplitMixRandom.For(seed, stage.Number, -1 - epoch);
            random.Shuffle(order.AsSpan());
            foreach (int[] batch in order.Chunk(BatchTexts))
            {
                float rate = stage.LearningRateAt((double)step / (stage.Epochs * batches));
                rowOptimizer.Begin(++step, rate);
                weightOptimizer.Begin(step, rate);
                Step(batch, stage, epoch, cancellation);
                loss += losses.AsSpan(0, batch.Length).ToArray().Sum();
                count += batch.Length;
                done += batch.Length;
                if (step % batchesOfReport != 0)
                    continue;
                report(done, loss / count);
                (loss, count) = (0, 0);
            }
        }
        MergeWeights(cancellation);
        report(done, count == 0 ? 0 : loss / count);
    }

    private void Step(int[] batch, TrainingStage stage, int epoch, CancellationToken cancellation)
    {
        Run(batch.Length, TextsAtOnce, cancellation, (first, end) =>
        {
            for (int i = first; i < end; i++)
                Compare(i, batch[i], stage, epoch);
        });
        Collect(batch.Length);
        Run(seen.Count, RowsAtOnce, cancellation, (first, end) =>
        {
            var gradient = new float[dimension];
            for (int i = first; i < end; i++)
            {
                gradient.AsSpan().Clear();
                foreach (int text in textsOf[i])
                    TensorPrimitives.Add(gradient, Gradient(text), gradient);
                rowOptimizer.Step(seen[i], gradient);
            }
        });
        Run(featureDimension, RowsAtOnce, cancellation, (first, end) =>
        {
            var gradient = new float[dimension];
            for (int i = first; i < end; i++)
            {
                gradient.AsSpan().Clear();
                for (int text = 0; text < batch.Length; text++)
                    TensorPrimitives.MultiplyAdd(Gradient(text), featureMeans[text * featureDimension + i] * kept[text].Count, gradient, gradient);
                weightOptimizer.Step(i, gradient);
            }
        });
    }

    /// <summary>A text's loss, and the loss's gradient by each of the text's rows.</summary>
    private void Compare(int place, int text, TrainingStage stage, int epoch)
    {
        var tokens = kept[place];
        tokens.Clear();
        var random = SplitMixRandom.For(seed, stage.Number + (epoch << 8), text);
        foreach (int token in texts[text])
        {
            if (stage.TokenDropout == 0 || random.NextSingle() >= stage.TokenDropout)
                tokens.Add(token);
        }
        if (tokens.Count == 0)
            tokens.Add(texts[text][0]);

        var mean = Gradient(place);
        mean.Clear();
        foreach (int token in tokens)
            TensorPrimitives.Add(mean, rows.AsSpan(token * dimension, dimension), mean);
        TensorPrimitives.Divide(mean, tokens.Count, mean);
        if (features is not null)
        {
            var feature = featureMeans.AsSpan(place * featureDimension, featureDimension);
            feature.Clear();
            foreach (int token in tokens)
                TensorPrimitives.Add(feature, features.AsSpan(token * featureDimension, featureDimension), feature);
            TensorPrimitives.Divide(feature, tokens.Count, feature);
            AddProduct(feature, mean);
        }

        var target = targets[text];
        float length = TensorPrimitives.Norm<float>(mean), targetLength = TensorPrimitives.Norm<float>(target);
        if (length == 0 || targetLength == 0)
        {
            mean.Clear();
            losses[place] = 1;
            return;
        }
        float cosine = TensorPrimitives.Dot<float>(mean, target) / (length * targetLength);
        losses[place] = 1 - cosine;
        // d(1 - cosine)/d(mean) = (cosine · mean/|mean| - target/|target|) / |mean|, and each of the n rows makes 1/n of the mean.
        float share = 1 / (length * tokens.Count);
        TensorPrimitives.Multiply(mean, cosine * share / length, mean);
        TensorPrimitives.MultiplyAdd(target, -share / targetLength, mean, mean);
    }

    /// <summary>The tokens of the batch and the texts of each, in the order of their first places.</summary>
    private void Collect(int count)
    {
        places.Clear();
        seen.Clear();
        for (int text = 0; text < count; text++)
        {
            foreach (int token in kept[text])
            {
                if (!places.TryGetValue(token, out int place))
                {
                    places[token] = place = seen.Count;
                    seen.Add(token);
                    if (textsOf.Count == place)
                        textsOf.Add([]);
                    textsOf[place].Clear();
                }
                textsOf[place].Add(text);
            }
        }
    }

    private void AddProduct(ReadOnlySpan<float> feature, Span<float> sum)
    {
        for (int i = 0; i < feature.Length; i++)
            TensorPrimitives.MultiplyAdd(weights.AsSpan(i * dimension, dimension), feature[i], sum, sum);
    }

    /// <summary>The table is what is kept: W goes into its rows.</summary>
    private void MergeWeights(CancellationToken cancellation)
    {
        if (features is null)
            return;
        Run(rows.Length / dimension, RowsAtOnce, cancellation, (first, end) =>
        {
            for (int i = first; i < end; i++)
                AddProduct(features.AsSpan(i * featureDimension, featureDimension), rows.AsSpan(i * dimension, dimension));
        });
    }

    private Span<float> Gradient(int text) => gradients.AsSpan(text * dimension, dimension);

    private static void Run(int count, int atOnce, CancellationToken cancellation, Action<int, int> work) =>
        ParallelWork.Run((count + atOnce - 1) / atOnce, Environment.ProcessorCount, cancellation, piece =>
            work(piece * atOnce, Math.Min(count, (piece + 1) * atOnce)));
}
