using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Words.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

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
        var sampler = new NegativeSampler([.. vocabulary.Counts.Select(count => (double)count)]);
        var learner = new WindowLearner(model, vocabulary, rows, options);
        var block = Assert.Single(blocks);
        for (int epoch = 0; epoch < 5; epoch++)
            learner.Learn(block, sampler, SplitMixRandom.For(1, epoch, 0), 0.05f, 0.05f);

        float[][] tables = [model.Inputs, model.Outputs];
        float[][] start = [.. tables.Select(table => (float[])table.Clone())];
        const float rate = 1e-4f, reach = 2e-3f;
        learner.Learn(block, sampler, SplitMixRandom.For(2, 0, 0), rate, rate);
        float[][] slope = [.. tables.Select((table, i) => table.Zip(start[i], (after, before) => (after - before) / rate).ToArray())];
        double squaredLength = slope.Sum(part => (double)TensorPrimitives.SumOfSquares(part));
        double fall = (LossAt(-reach) - LossAt(reach)) / (2 * reach);
        Assert.InRange(fall / squaredLength, 0.97, 1.03);

        double LossAt(float place)
        {
            for (int i = 0; i < tables.Length; i++)
                TensorPrimitives.MultiplyAdd(slope[i], place, start[i], tables[i]);
            return learner.Learn(block, sampler, SplitMixRandom.For(2, 0, 0), 0, 0).Loss;
        }
    }

    [Fact]
    public void SentencesDoNotReachIntoEachOther()
    {
        var options = new Word2VecOptions { MinCount = 1, SubsamplingThreshold = 0 };
        var corpus = new TokenCorpus();
        for (int i = 0; i < 100; i++)
        {
            corpus.Add($"{i % 2}");
            corpus.EndSentence();
        }
        corpus.Complete();
        var (vocabulary, blocks) = TrainingVocabulary.Choose(corpus, options);
        var rows = new InputRows(vocabulary.Words, null);
        var learner = new WindowLearner(new Word2VecModel(vocabulary.Words, rows, options), vocabulary, rows, options);
        Assert.Equal((0, 0), learner.Learn(blocks[0], new NegativeSampler([1, 1]), SplitMixRandom.For(1, 0, 0), 1, 1));
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
    public void PartsOfTheWordsAreApartAndOfOneWeight()
    {
        const int parts = 4, draws = 200_000;
        double[] weights = [.. Enumerable.Range(1, 2_000).Select(rank => Math.Pow(rank, -0.75))];
        var random = SplitMixRandom.For(1, 0, 0);
        var owners = new int[weights.Length];
        Array.Fill(owners, -1);
        var counts = new double[weights.Length];
        foreach (var (part, sampler) in NegativeSampler.Divide(weights, parts).Index())
        {
            for (int i = 0; i < draws; i++)
            {
                int word = sampler.Draw(ref random);
                Assert.True(owners[word] is -1 || owners[word] == part);
                owners[word] = part;
                counts[word]++;
            }
        }
        Assert.Equal(Enumerable.Range(0, parts), owners.Where(owner => owner >= 0).Distinct().Order());
        // The most frequent words show whether the parts have one weight.
        for (int word = 0; word < 50; word++)
            Assert.Equal(weights[word] / weights.Sum(), counts[word] / (parts * draws), 0.002);
    }

    [Fact]
    public void FewWordsAreNotDivided()
    {
        double[] weights = [.. Enumerable.Repeat(1.0, 100)];
        var samplers = NegativeSampler.Divide(weights, parts: 4);
        Assert.Equal(4, samplers.Count);
        var random = SplitMixRandom.For(1, 0, 0);
        Assert.All(samplers, sampler => Assert.Equal(100, Enumerable.Range(0, 10_000).Select(_ => sampler.Draw(ref random)).Distinct().Count()));
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
