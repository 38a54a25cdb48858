namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

/// <summary>
/// Sentences about topics. A topic has two names that stand at the same places and never in one sentence: like words by their contexts alone.
/// </summary>
internal static class PlantedCorpus
{
    public const int Topics = 8;

    private const int WordsATopic = 6, WordsOfNoTopic = 20;

    public static string Name(int topic, int twin) => $"name{topic}{"ab"[twin]}";

    public static string[][] Create(int sentences, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, sentences).Select(_ => Sentence(random))];
    }

    private static string[] Sentence(Random random)
    {
        int topic = random.Next(Topics);
        string[] words = [.. Enumerable.Range(0, 7).Select(_ => random.Next(4) == 0 ? $"filler{random.Next(WordsOfNoTopic)}" : $"topic{topic}word{random.Next(WordsATopic)}")];
        words[random.Next(words.Length)] = Name(topic, random.Next(2));
        return words;
    }
}
