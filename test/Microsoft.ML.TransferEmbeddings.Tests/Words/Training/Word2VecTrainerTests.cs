using Microsoft.ML.TransferEmbeddings.Words.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

public class Word2VecTrainerTests
{
    private static readonly string[][] Corpus = PlantedCorpus.Create(4_000);

    public static TheoryData<Word2VecArchitecture, bool, int> Ways => new MatrixTheoryData<Word2VecArchitecture, bool, int>(Enum.GetValues<Word2VecArchitecture>(), [false, true], [1, 3]);

    [Theory]
    [MemberData(nameof(Ways))]
    public void WordsOfLikeContextsLieNearEachOther(Word2VecArchitecture architecture, bool subwords, int threads)
    {
        var options = new Word2VecOptions { Architecture = architecture, Dimension = 20, MaxDegreeOfParallelism = threads, Subwords = subwords ? new Word2VecSubwords() : null };
        var vectors = new Word2VecTrainer(options).Train(Corpus);
        Assert.Equal(subwords, vectors.HasSubwords);
        for (int topic = 0; topic < PlantedCorpus.Topics; topic++)
        {
            string word = $"topic{topic}word0";
            double own = Enumerable.Range(1, 5).Average(other => vectors.Similarity(word, $"topic{topic}word{other}"));
            double others = Enumerable.Range(0, PlantedCorpus.Topics).Where(other => other != topic).Average(other => vectors.Similarity(word, $"topic{other}word0"));
            Assert.True(own > others + 0.3, $"{word}: {own} to its topic, {others} to others");

            // They are never seen together.
            string name = PlantedCorpus.Name(topic, 0), twin = PlantedCorpus.Name(topic, 1);
            var names = Enumerable.Range(0, PlantedCorpus.Topics).SelectMany(other => new[] { PlantedCorpus.Name(other, 0), PlantedCorpus.Name(other, 1) });
            Assert.Equal(twin, names.Where(other => other != name).MaxBy(other => vectors.Similarity(name, other)));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void LossFalls(Word2VecArchitecture architecture, bool subwords, int threads)
    {
        var log = new ProgressLog();
        var options = new Word2VecOptions { Architecture = architecture, Dimension = 20, MaxDegreeOfParallelism = threads, Subwords = subwords ? new Word2VecSubwords() : null };
        new Word2VecTrainer(options).Train(Corpus, log);
        Assert.True(log.Reports[^1].Loss < log.Reports[0].Loss - 0.2, $"{log.Reports[0].Loss} in the first epoch, {log.Reports[^1].Loss} in the last");
    }

    /// <summary>Output vectors are zero at first, so that every score is.</summary>
    [Theory]
    [InlineData(Word2VecArchitecture.SkipGram)]
    [InlineData(Word2VecArchitecture.ContinuousBagOfWords)]
    public void LossOfNothingLearnedIsThatOfTossedCoins(Word2VecArchitecture architecture)
    {
        // A hundred words alike: one negative sample in a hundred is the word itself, and left out.
        string[][] corpus = [.. Enumerable.Range(0, 100).Select(i => Enumerable.Range(0, 100).Select(j => $"{(i * 7 + j) % 100}").ToArray())];
        var log = new ProgressLog();
        new Word2VecTrainer(new Word2VecOptions { Architecture = architecture, Epochs = 1, LearningRate = 1e-6, FinalLearningRate = 0, SubsamplingThreshold = 0 }).Train(corpus, log);
        Assert.Equal((1 + 5 * 0.99) * Math.Log(2), log.Reports[^1].Loss, 0.01);
    }

    [Fact]
    public void OneThreadGivesEqualVectorsForEqualSeeds()
    {
        var options = new Word2VecOptions { Dimension = 20, Epochs = 2, Subwords = new Word2VecSubwords() };
        float[] one = Numbers(options), again = Numbers(options);
        Assert.Equal(one, again);
        Assert.NotEqual(one, Numbers(new Word2VecOptions { Dimension = 20, Epochs = 2, Subwords = new Word2VecSubwords(), Seed = 2 }));

        static float[] Numbers(Word2VecOptions options)
        {
            var vectors = new Word2VecTrainer(options).Train(Corpus);
            return [.. vectors.Names.SelectMany(word => vectors.GetVector(word)), .. vectors.GetVector("topic0wordless")];
        }
    }

    [Fact]
    public void EveryOptionChangesTheVectors()
    {
        Word2VecOptions[] variants =
        [
            new() { Epochs = 2 }, new() { Epochs = 3 }, new() { Epochs = 2, Architecture = Word2VecArchitecture.ContinuousBagOfWords }, new() { Epochs = 2, Window = 2 },
            new() { Epochs = 2, NegativeSamples = 2 }, new() { Epochs = 2, NegativeExponent = 0 }, new() { Epochs = 2, SubsamplingThreshold = 0 }, new() { Epochs = 2, LearningRate = 0.05 },
            new() { Epochs = 2, FinalLearningRate = 0.02 }, new() { Epochs = 2, Subwords = new Word2VecSubwords() }, new() { Epochs = 2, Subwords = new Word2VecSubwords { MaxLength = 4 } },
            new() { Epochs = 2, Subwords = new Word2VecSubwords { MinLength = 2 } }, new() { Epochs = 2, Subwords = new Word2VecSubwords { Buckets = 50 } },
        ];
        var vectors = variants.Select(options => string.Join(' ', new Word2VecTrainer(options).Train(Corpus).GetVector("topic0word0")));
        Assert.Equal(variants.Length, vectors.Distinct().Count());
    }

    [Fact]
    public void VocabularyIsWhatIsFrequent()
    {
        string[][] corpus = [["often", "seldom", "often"], ["often", "twice", "also"], ["twice", "also", "", "broken\ud800"]];
        Assert.Equal(["often", "twice", "also"], Words(new Word2VecOptions { MinCount = 2 }));
        Assert.Equal(["often"], Words(new Word2VecOptions { MinCount = 3 }));
        Assert.Equal(["often", "twice"], Words(new Word2VecOptions { MinCount = 1, MaxVocabulary = 2 }));
        Assert.Equal(["often", "twice", "also", "seldom"], Words(new Word2VecOptions { MinCount = 1 }));

        IEnumerable<string> Words(Word2VecOptions options) => new Word2VecTrainer(options).Train(corpus).Names;
    }

    [Fact]
    public void OneWordAloneAndSentencesOfOneWordAreNoProblem()
    {
        var one = new Word2VecTrainer(new Word2VecOptions { MinCount = 1 }).Train([["alone"]]);
        Assert.Equal(["alone"], one.Names);
        string[] repeated = [.. Enumerable.Repeat("same", 50)];
        Assert.All(new Word2VecTrainer().Train([repeated]).GetVector("same"), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(Word2VecArchitecture.SkipGram)]
    [InlineData(Word2VecArchitecture.ContinuousBagOfWords)]
    public void TooLargeALearningRateDoesNotMakeNumbersThatAreNone(Word2VecArchitecture architecture)
    {
        var vectors = new Word2VecTrainer(new Word2VecOptions { Architecture = architecture, LearningRate = 10, FinalLearningRate = 10 }).Train(Corpus);
        Assert.All(vectors.Names, word => Assert.All(vectors.GetVector(word), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void UnknownWordsHaveVectorsOfTheirSubwords()
    {
        // Stems with endings; "sing" and "wash" never share a sentence.
        var random = new Random(1);
        string[] Sentence(string stem, string other) =>
            [.. Enumerable.Range(0, 8).Select(_ => random.Next(2) == 0 ? stem + new[] { "ing", "ed", "er" }[random.Next(3)] : other + random.Next(10))];
        string[][] corpus = [.. Enumerable.Range(0, 1_000).Select(i => i % 2 == 0 ? Sentence("warbl", "song") : Sentence("scrubb", "soap"))];
        var vectors = new Word2VecTrainer(new Word2VecOptions { Dimension = 20, Subwords = new Word2VecSubwords() }).Train(corpus);
        Assert.False(vectors.TryGetVector("warbles", out _));
        Assert.True(Similarity("warbles", "warbling") > Similarity("warbles", "scrubbing") + 0.3f);
        Assert.True(Similarity("scrubbable", "soap1") > Similarity("scrubbable", "song1") + 0.3f);

        float Similarity(string one, string other) => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(vectors.GetVector(one), vectors.GetVector(other));
    }

    [Theory]
    [InlineData(9_999_999, 20)]
    [InlineData(10_000_000, 5)]
    public void SmallCorporaArePassedMoreOften(long tokens, int epochs)
    {
        Assert.Equal(epochs, new Word2VecOptions().EpochsFor(tokens));
        Assert.Equal(7, new Word2VecOptions { Epochs = 7 }.EpochsFor(tokens));
    }

    [Fact]
    public void LongSentencesAreCutAndNothingIsLost()
    {
        var corpus = new TokenCorpus();
        for (int i = 0; i < 25_000; i++)
            corpus.Add($"{i % 1000}");
        corpus.EndSentence();
        corpus.Add("behind");
        corpus.Complete();
        Assert.Equal(25_001, corpus.Tokens);
        Assert.Equal(25_001, corpus.Blocks.Sum(block => block.Tokens));
        Assert.Equal(25_001, corpus.Blocks.Sum(block => block.Words.Count(word => word != TokenBlock.SentenceEnd)));
        Assert.Equal(4, corpus.Blocks.Sum(block => block.Words.Count(word => word == TokenBlock.SentenceEnd)));
        Assert.All(corpus.Blocks.SkipLast(1), block => Assert.True(block.Tokens >= TokenCorpus.MostTokens));
        Assert.Equal(corpus.Blocks.Select(block => block.Start), corpus.Blocks.Select((_, i) => corpus.Blocks.Take(i).Sum(block => (long)block.Tokens)));
    }

    [Fact]
    public void WhatCannotBeTrainedIsRefused()
    {
        var trainer = new Word2VecTrainer();
        Assert.Contains("0 tokens", Assert.Throws<InvalidOperationException>(() => trainer.Train([])).Message);
        Assert.Contains("5 times", Assert.Throws<InvalidOperationException>(() => trainer.Train([["too", "rare"]])).Message);
        Assert.Contains("Sentence 2 is null", Assert.Throws<ArgumentException>(() => trainer.Train([["a"], null!])).Message);
        Assert.Contains("Sentence 1 has a token that is null", Assert.Throws<ArgumentException>(() => trainer.Train([["a", null!]])).Message);
        Assert.Throws<ArgumentNullException>(() => trainer.Train(null!));
        Assert.Contains("n-gram", Assert.Throws<ArgumentException>(() => new Word2VecTrainer(new Word2VecOptions { Subwords = new Word2VecSubwords { MinLength = 5, MaxLength = 4 } })).Message);
        Assert.Contains("rise", Assert.Throws<ArgumentException>(() => new Word2VecTrainer(new Word2VecOptions { LearningRate = 0.01, FinalLearningRate = 0.02 })).Message);
        Assert.Contains("65,536", Assert.Throws<NotSupportedException>(
            () => new Word2VecTrainer(new Word2VecOptions { Dimension = 65_536, MinCount = 1 }).Train(Enumerable.Range(0, 40_000).Select(i => new[] { $"{i}" }))).Message);
    }

    [Fact]
    public void OptionsOutOfTheirRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { Architecture = (Word2VecArchitecture)2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { Dimension = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { Window = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { NegativeSamples = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { NegativeExponent = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { MinCount = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { MaxVocabulary = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { SubsamplingThreshold = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { LearningRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { FinalLearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecOptions { MaxDegreeOfParallelism = 0 });
        Assert.Throws<ArgumentNullException>(() => new Word2VecOptions { Tokenization = null! });
        Assert.Throws<ArgumentException>(() => new Word2VecOptions { CheckpointPath = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecSubwords { MinLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecSubwords { MaxLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Word2VecSubwords { Buckets = 0 });
    }
}
