using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Word2Vec;

/// <summary>Trains word vectors: how fast, and how good they are. bench/python/word2vec.py runs it beside gensim and fastText.</summary>
internal static class Word2VecBenchmark
{
    private const string Probe = "guitar";
    private const int Neighbors = 5;

    /// <param name="tokensFile">A text a line, tokens between blanks.</param>
    /// <param name="pairsFile">Pairs of words with similarities.</param>
    /// <param name="epochs">Null for the default.</param>
    /// <param name="threads">Measured beside one thread.</param>
    /// <param name="seed">Of the trainings.</param>
    public static Section Run(string tokensFile, string pairsFile, int? epochs, int threads, int seed)
    {
        string[][] sentences = [.. File.ReadLines(tokensFile).Select(line => line.Split(' '))];
        var rows = new List<IReadOnlyList<string>>();
        int words = 0;
        foreach (var architecture in Enum.GetValues<Word2VecArchitecture>())
        {
            foreach (int count in new[] { 1, threads }.Distinct())
            {
                var options = new Word2VecOptions { Architecture = architecture, Epochs = epochs, MaxDegreeOfParallelism = count, Seed = seed };
                var (vectors, row) = Measure(sentences, options, pairsFile);
                words = vectors.Count;
                rows.Add(row);
            }
        }
        return new Section(
            $"Training of word vectors, {Path.GetFileName(tokensFile)}",
            $"{sentences.Length:N0} texts of {sentences.Sum(tokens => (long)tokens.Length):N0} tokens, {words:N0} words of {new Word2VecOptions().Dimension} dimensions, seed {seed}. " +
            "Reading the lists of tokens counts.",
            new MarkdownTable(
                ["", "threads", "epochs", "seconds", "million tokens a second", "million tokens a processor second", "loss", "Spearman", $"near {Probe}"], rows));
    }

    private static (WordVectors Vectors, IReadOnlyList<string> Row) Measure(string[][] sentences, Word2VecOptions options, string pairsFile)
    {
        var last = new LastReport();
        var before = ProcessorTime.Now();
        var watch = Stopwatch.StartNew();
        var vectors = new Word2VecTrainer(options).Train(sentences, last);
        double seconds = watch.Elapsed.TotalSeconds, processorSeconds = (ProcessorTime.Now() - before).Own.TotalSeconds;
        double millions = last.Value!.Tokens / 1e6;
        string near = vectors.TryGetVector(Probe, out _) ? string.Join(' ', vectors.MostSimilar(Probe, Neighbors).Select(match => match.Name)) : "";
        return (vectors,
        [
            $"{options.Architecture}", $"{options.MaxDegreeOfParallelism}", $"{last.Value.Epochs}", Show(seconds, "F2"), Show(millions / seconds, "F3"), Show(millions / processorSeconds, "F3"),
            Show(last.Value.Loss, "F3"), Show(vectors.EvaluateWordPairs(pairsFile).Spearman, "F3"), near,
        ]);
    }

    private static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed class LastReport : IProgress<Word2VecProgress>
    {
        public Word2VecProgress? Value { get; private set; }

        public void Report(Word2VecProgress value) => Value = value;
    }
}
