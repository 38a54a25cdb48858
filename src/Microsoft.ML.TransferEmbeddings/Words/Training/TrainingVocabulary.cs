using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>The words that are trained, the most frequent first. Immutable and thread-safe.</summary>
internal sealed class TrainingVocabulary
{
    private const double Whole = uint.MaxValue;

    private readonly uint[] keepThresholds;

    private TrainingVocabulary(string[] words, long[] counts, double subsamplingThreshold)
    {
        Words = words;
        Counts = counts;
        double pivot = subsamplingThreshold * counts.Sum();
        keepThresholds = Array.ConvertAll(counts, count => pivot == 0 ? uint.MaxValue : (uint)Math.Min(Whole, (Math.Sqrt(count / pivot) + 1) * (pivot / count) * Whole));
    }

    public string[] Words { get; }

    public long[] Counts { get; }

    /// <summary>Chooses words of a corpus, and numbers its blocks anew; they lose the words that are not chosen.</summary>
    /// <exception cref="InvalidOperationException">No word is frequent enough.</exception>
    public static (TrainingVocabulary Vocabulary, IReadOnlyList<TokenBlock> Blocks) Choose(TokenCorpus corpus, Word2VecOptions options)
    {
        int[] chosen = [.. Enumerable.Range(0, corpus.Words.Count)
            .Where(id => corpus.Counts[id] >= options.MinCount)
            .OrderByDescending(id => corpus.Counts[id])
            .Take(options.MaxVocabulary ?? int.MaxValue)];
        if (chosen.Length == 0)
        {
            throw new InvalidOperationException(
                $"The corpus has {corpus.Tokens:N0} tokens, and no word occurs {options.MinCount:N0} times. Give more text, or lower {nameof(Word2VecOptions.MinCount)}.");
        }
        var numbers = new int[corpus.Words.Count];
        Array.Fill(numbers, -1);
        for (int number = 0; number < chosen.Length; number++)
            numbers[chosen[number]] = number;
        var vocabulary = new TrainingVocabulary(
            Array.ConvertAll(chosen, id => corpus.Words[id]), Array.ConvertAll(chosen, id => corpus.Counts[id]), options.SubsamplingThreshold);
        return (vocabulary, [.. corpus.Blocks.Select(block => block with { Words = Renumber(block.Words, numbers) })]);
    }

    /// <summary>Whether this occurrence of a word takes part (subsampling of frequent words).</summary>
    public bool Keeps(int word, ref SplitMixRandom random) => (uint)random.Next() <= keepThresholds[word];

    private static int[] Renumber(int[] words, int[] numbers) =>
        [.. words.Where(id => id == TokenBlock.SentenceEnd || numbers[id] >= 0).Select(id => id == TokenBlock.SentenceEnd ? id : numbers[id])];
}
