using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>One training from a corpus to vectors.</summary>
internal sealed class TrainingRun
{
    /// <summary>With two, a thread that gives its part of the words back gets another one.</summary>
    private const int PartsAThread = 2;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    private readonly Word2VecOptions options;
    private readonly IReadOnlyList<TokenBlock> blocks;
    private readonly Word2VecModel model;
    private readonly Func<WindowLearner> createLearner;
    private readonly ConcurrentBag<WindowLearner> idle = [];
    private readonly ConcurrentQueue<NegativeSampler> samplers;
    private readonly IProgress<Word2VecProgress>? progress;
    private readonly Action throwIfCancelled;
    private readonly TrainingCheckpoint? checkpoint;
    private readonly long corpusTokens;
    private readonly int epochs;
    private readonly Lock progressLock = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan reported;
    private long passed;
    private long before;
    private double loss;
    private long predictions;

    /// <param name="corpus">The text.</param>
    /// <param name="options">How it is learned from.</param>
    /// <param name="progress">Told at the end of every epoch and, within long ones, every second, by whichever thread is there. Null for nobody.</param>
    /// <param name="throwIfCancelled">Called before every block.</param>
    /// <exception cref="InvalidOperationException">No word is frequent enough.</exception>
    public TrainingRun(TokenCorpus corpus, Word2VecOptions options, IProgress<Word2VecProgress>? progress, Action throwIfCancelled)
    {
        this.options = options;
        this.progress = progress;
        this.throwIfCancelled = throwIfCancelled;
        corpusTokens = corpus.Tokens;
        epochs = options.EpochsFor(corpusTokens);
        (var vocabulary, blocks) = TrainingVocabulary.Choose(corpus, options);
        var rows = new InputRows(vocabulary.Words, options.Subwords);
        model = new Word2VecModel(vocabulary.Words, rows, options);
        double[] weights = Array.ConvertAll(vocabulary.Counts, count => Math.Pow(count, options.NegativeExponent));
        samplers = new ConcurrentQueue<NegativeSampler>(NegativeSampler.Divide(weights, options.MaxDegreeOfParallelism == 1 ? 1 : PartsAThread * options.MaxDegreeOfParallelism));
        if (options.CheckpointPath is { } path)
            checkpoint = new TrainingCheckpoint(path, TrainingCheckpoint.Fingerprint(options, vocabulary.Words, blocks));
        createLearner = () => new WindowLearner(model, vocabulary, rows, options);
    }

    /// <exception cref="InvalidOperationException">The checkpoint is that of another training.</exception>
    /// <exception cref="InvalidDataException">The file for the checkpoint is something else.</exception>
    public WordVectors Run() => TrainModel().ToWordVectors(options.Subwords);

    /// <inheritdoc cref="Run"/>
    public Word2VecModel TrainModel()
    {
        int first = checkpoint?.Load(model) ?? 0;
        passed = first * corpusTokens;
        before = passed;
        for (int epoch = first; epoch < epochs; epoch++)
        {
            (loss, predictions) = (0, 0);
            ParallelWork.Run(blocks.Count, options.MaxDegreeOfParallelism, CancellationToken.None, block => Learn(epoch, block));
            Report(epoch);
            if (epoch + 1 < epochs)
                checkpoint?.Save(model, epoch + 1);
        }
        checkpoint?.Delete();
        return model;
    }

    private void Learn(int epoch, int number)
    {
        throwIfCancelled();
        var block = blocks[number];
        if (!idle.TryTake(out var learner))
            learner = createLearner();
        // No two threads draw, and write, the same words at once: processors wait for each other's memory longer than they compute.
        samplers.TryDequeue(out var sampler);
        long start = epoch * corpusTokens + block.Start;
        var (blockLoss, blockPredictions) = learner.Learn(block, sampler!, SplitMixRandom.For(options.Seed, epoch + 1, number), RateAt(start), RateAt(start + block.Tokens));
        idle.Add(learner);
        samplers.Enqueue(sampler!);
        lock (progressLock)
        {
            passed += block.Tokens;
            loss += blockLoss;
            predictions += blockPredictions;
            if (clock.Elapsed - reported >= ReportEvery)
                Report(epoch);
        }
    }

    private float RateAt(long tokens) =>
        (float)(options.LearningRate + (options.FinalLearningRate - options.LearningRate) * tokens / ((double)corpusTokens * epochs));

    private void Report(int epoch)
    {
        reported = clock.Elapsed;
        progress?.Report(new Word2VecProgress
        {
            Epoch = epoch + 1,
            Epochs = epochs,
            Tokens = passed,
            TotalTokens = corpusTokens * epochs,
            WordsPerSecond = (passed - before) / reported.TotalSeconds,
            Loss = predictions == 0 ? 0 : loss / predictions,
            LearningRate = RateAt(passed),
        });
    }
}
