using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Randomness;
using Microsoft.ML.TransferEmbeddings.Vectors.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.Vectors.Training;

public class WindowLearnerTests
{
    /// <summary>
    /// A step is the learning rate times the slope of the loss that is reported: along it, the loss falls as fast as the step is long. One word on either side at most, so
    /// that CBOW's inputs, each of which gets all of the mean's gradient, are one.
    /// </summary>
    [Theory]
    [InlineData(Word2VecArchitecture.SkipGram)]
    [InlineData(Word2VecArchitecture.ContinuousBagOfWords)]
    public void StepIsTheSlopeOfTheLoss(Word2VecArchitecture architecture)
    {
        var options = new Word2VecOptions { Architecture = architecture, Dimension = 20, Window = 1, SubsamplingThreshold = 0 };
        var corpus = new TokenCorpus();
        foreach (string[] sentence in PlantedCorpus.Create(1_000))
        {
            foreach (string word in sentence.Take(2))
                corpus.Add(word);
            corpus.EndSentence();
        }
        corpus.Complete();
        var (vocabulary, blocks) = TrainingVocabulary.Choose(corpus, options);
        var rows = new InputRows(vocabulary.Words, null);
        var model = new Word2VecModel(vocabulary.Words, rows, options);
        var learner = new WindowLearner(model, vocabulary, rows, new NegativeSampler([.. vocabulary.Counts.Select(count => (double)count)]), options);
        var block = Assert.Single(blocks);
        for (int epoch = 0; epoch < 5; epoch++)
            learner.Learn(block, SplitMixRandom.For(1, epoch, 0), 0.05f, 0.05f);

        float[][] tables = [model.Inputs, model.Outputs];
        float[][] start = [.. tables.Select(table => (float[])table.Clone())];
        const float rate = 1e-4f, reach = 2e-3f;
        learner.Learn(block, SplitMixRandom.For(2, 0, 0), rate, rate);
        float[][] slope = [.. tables.Select((table, i) => table.Zip(start[i], (after, before) => (after - before) / rate).ToArray())];
        double squaredLength = slope.Sum(part => (double)TensorPrimitives.SumOfSquares(part));
        double fall = (LossAt(-reach) - LossAt(reach)) / (2 * reach);
        Assert.InRange(fall / squaredLength, 0.97, 1.03);

        double LossAt(float place)
        {
            for (int i = 0; i < tables.Length; i++)
                TensorPrimitives.MultiplyAdd(slope[i], place, start[i], tables[i]);
            return learner.Learn(block, SplitMixRandom.For(2, 0, 0), 0, 0).Loss;
        }
    }

    [Fact]
    public void SentencesDoNotReachIntoEachOther()
    {
        var options = new Word2VecOptions { MinimumCount = 1, SubsamplingThreshold = 0 };
        var corpus = new TokenCorpus();
        for (int i = 0; i < 100; i++)
        {
            corpus.Add($"{i % 2}");
            corpus.EndSentence();
        }
        corpus.Complete();
        var (vocabulary, blocks) = TrainingVocabulary.Choose(corpus, options);
        var rows = new InputRows(vocabulary.Words, null);
        var learner = new WindowLearner(new Word2VecModel(vocabulary.Words, rows, options), vocabulary, rows, new NegativeSampler([1, 1]), options);
        Assert.Equal((0, 0), learner.Learn(blocks[0], SplitMixRandom.For(1, 0, 0), 1, 1));
    }

    [Fact]
    public void NegativeSamplesAreAsFrequentAsTheirWeights()
    {
        double[] weights = [5, 0, 1, 3, 0.5, 0.5];
        const int draws = 1_000_000;
        var sampler = new NegativeSampler(weights);
        var random = SplitMixRandom.For(1, 0, 0);
        var counts = new double[weights.Length];
        for (int i = 0; i < draws; i++)
            counts[sampler.Draw(ref random)]++;
        // Four standard deviations of the most uncertain one.
        Assert.Equal(weights.Select(weight => weight / weights.Sum()), counts.Select(count => count / draws), (a, b) => Math.Abs(a - b) < 0.002);
        Assert.Equal(0, counts[1]);
    }

    [Fact]
    public void FrequentWordsAreKeptAsOftenAsWord2VecKeepsThem()
    {
        var corpus = new TokenCorpus();
        for (int i = 0; i < 1_000; i++)
            corpus.Add(i % 10 == 0 ? "seldom" : "often");
        corpus.Complete();
        var (vocabulary, _) = TrainingVocabulary.Choose(corpus, new Word2VecOptions { SubsamplingThreshold = 0.1 });
        const int draws = 1_000_000;
        var random = SplitMixRandom.For(1, 0, 0);
        Assert.Equal(["often", "seldom"], vocabulary.Words);
        Assert.Equal((Math.Sqrt(9) + 1) / 9, Share(0), 0.002);
        Assert.Equal(1, Share(1));

        double Share(int word) => Enumerable.Range(0, draws).Count(_ => vocabulary.Keeps(word, ref random)) / (double)draws;
    }
}
