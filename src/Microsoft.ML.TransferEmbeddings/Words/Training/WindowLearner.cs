using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// Learns from a block of the corpus by stochastic gradient descent with negative sampling (Mikolov et al. 2013, https://arxiv.org/abs/1310.4546). A thread has one
/// of its own; its buffers serve every sentence.
/// </summary>
internal sealed class WindowLearner
{
    /// <summary>Numbers between what this thread writes and what lies beside it in memory, which may be another thread's.</summary>
    private const int Slack = LearnerState.Slack / sizeof(float);

    private readonly Word2VecModel model;
    private readonly TrainingVocabulary vocabulary;
    private readonly InputRows rows;
    private readonly Word2VecOptions options;
    private readonly float[] buffers;
    private readonly int rowLength;
    private readonly int[] sentence = new int[TokenCorpus.MostTokens];
    private readonly List<int> inputs = [];
    private NegativeSampler sampler = null!;
    private LearnerState state;

    public WindowLearner(Word2VecModel model, TrainingVocabulary vocabulary, InputRows rows, Word2VecOptions options)
    {
        this.model = model;
        this.vocabulary = vocabulary;
        this.rows = rows;
        this.options = options;
        rowLength = RowLoops.Padded(options.Dimension);
        buffers = new float[Slack + 3 * rowLength + Slack];
    }

    private Span<float> Mean => buffers.AsSpan(Slack, rowLength);

    private Span<float> Gradient => buffers.AsSpan(Slack + rowLength, rowLength);

    private Span<float> Hidden => buffers.AsSpan(Slack + 2 * rowLength, rowLength);

    /// <param name="block">The piece.</param>
    /// <param name="negatives">Gives the words that are not there.</param>
    /// <param name="randomness">Of this block in this epoch.</param>
    /// <param name="firstRate">The learning rate at its beginning.</param>
    /// <param name="lastRate">The learning rate at its end.</param>
    /// <returns>The sum of the losses, and the number of words that were predicted.</returns>
    public (double Loss, long Predictions) Learn(TokenBlock block, NegativeSampler negatives, SplitMixRandom randomness, float firstRate, float lastRate)
    {
        sampler = negatives;
        state = new LearnerState { Random = randomness };
        ReadOnlySpan<int> left = block.Words;
        while (left.IndexOf(TokenBlock.SentenceEnd) is var length and >= 0)
        {
            float share = 1 - (float)left.Length / block.Words.Length;
            LearnSentence(Subsample(left[..length]), firstRate + (lastRate - firstRate) * share);
            left = left[(length + 1)..];
        }
        return (state.Loss, state.Predictions);
    }

    private ReadOnlySpan<int> Subsample(ReadOnlySpan<int> words)
    {
        int kept = 0;
        foreach (int word in words)
        {
            if (vocabulary.Keeps(word, ref state.Random))
                sentence[kept++] = word;
        }
        return sentence.AsSpan(0, kept);
    }

    private void LearnSentence(ReadOnlySpan<int> words, float rate)
    {
        for (int middle = 0; middle < words.Length; middle++)
        {
            int reach = 1 + state.Random.Next(options.Window);
            var before = words[Math.Max(0, middle - reach)..middle];
            var behind = words[(middle + 1)..Math.Min(words.Length, middle + 1 + reach)];
            if (before.Length + behind.Length == 0)
                continue;
            if (options.Architecture == Word2VecArchitecture.SkipGram)
                PredictWindow(rows.Of(words[middle]), before, behind, rate);
            else
                PredictMiddle(before, behind, words[middle], rate);
        }
    }

    /// <summary>Skip-gram. What one word of the window teaches the next one sees; the table is written once.</summary>
    private void PredictWindow(ReadOnlySpan<int> inputRows, ReadOnlySpan<int> before, ReadOnlySpan<int> behind, float rate)
    {
        Read(inputRows);
        foreach (int word in before)
        {
            Predict(word, rate);
            RowLoops.Add(Mean, Gradient, Hidden);
        }
        foreach (int word in behind)
        {
            Predict(word, rate);
            RowLoops.Add(Mean, Gradient, Hidden);
        }
        AddGradient(inputRows);
    }

    /// <summary>CBOW.</summary>
    private void PredictMiddle(ReadOnlySpan<int> before, ReadOnlySpan<int> behind, int word, float rate)
    {
        inputs.Clear();
        foreach (int context in before)
            inputs.AddRange(rows.Of(context));
        foreach (int context in behind)
            inputs.AddRange(rows.Of(context));
        var inputRows = CollectionsMarshal.AsSpan(inputs);
        Read(inputRows);
        Predict(word, rate);
        AddGradient(inputRows);
    }

    private void Read(ReadOnlySpan<int> inputRows)
    {
        model.WriteMean(inputRows, Mean);
        Mean.CopyTo(Hidden);
        Gradient.Clear();
    }

    private void Predict(int word, float rate)
    {
        state.Predictions++;
        Discriminate(word, label: 1, rate);
        for (int i = 0; i < options.NegativeSamples; i++)
        {
            int negative = sampler.Draw(ref state.Random);
            if (negative != word)
                Discriminate(negative, label: 0, rate);
        }
    }

    /// <summary>Whether the word belongs to the hidden vector, the mean of the inputs (1), or was drawn at random (0).</summary>
    private void Discriminate(int word, int label, float rate)
    {
        var output = model.Output(word);
        float score = RowLoops.Dot(Hidden, output);
        if (!(Math.Abs(score) < LogisticTable.Limit))
        {
            state.Loss += label == 1 ? Math.Max(0, -score) : Math.Max(0, score);
            return;
        }
        float step = (label - LogisticTable.Value(score, out float lossOfOne)) * rate;
        state.Loss += label == 1 ? lossOfOne : lossOfOne + score;
        RowLoops.Learn(step, Hidden, output, Gradient);
    }

    /// <summary>Every row gets all of it, of however many the mean was: as in word2vec and fastText.</summary>
    private void AddGradient(ReadOnlySpan<int> inputRows)
    {
        foreach (int row in inputRows)
        {
            var input = model.Input(row);
            RowLoops.Add(input, Gradient, input);
        }
    }
}
