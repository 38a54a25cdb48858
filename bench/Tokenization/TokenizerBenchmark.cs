using Microsoft.ML.Tokenizers;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Tokenization;

/// <summary>Text to token ids, beside the BERT tokenizer that .NET users have.</summary>
internal static class TokenizerBenchmark
{
    private const int Rows = 300_000;

    public static Section Run(string modelFolder, TextCorpus corpus, int rounds)
    {
        // Both from the vocabulary alone: the model's tokenizer.json pads every text to a fixed length.
        string vocabulary = Path.Combine(modelFolder, "vocab.txt");
        var ours = FromVocabulary(vocabulary);
        var theirs = BertTokenizer.Create(vocabulary);
        var texts = corpus.Repeat(Rows).Texts;
        TokenizerWay[] ways =
        [
            new("HuggingFaceTokenizer.EncodeToIds", texts, text => ours.EncodeToIds(text).Length),
            new("HuggingFaceTokenizer.Encode, with offsets", texts, text => ours.Encode(text).Ids.Length),
            new("Microsoft.ML.Tokenizers BertTokenizer.EncodeToIds", texts, text => theirs.EncodeToIds(text).Count),
        ];
        var times = InterleavedRounds.Measure(ways, rounds);
        int different = corpus.Texts.Count(text => !ours.EncodeToIds(text).SequenceEqual(theirs.EncodeToIds(text)));
        return new Section(
            $"Tokens of {new DirectoryInfo(modelFolder).Name}, {corpus.Name}",
            $"{corpus.Texts.Count:N0} texts repeated up to {Rows:N0}, one thread; {times[0].TextsASecond * ways[0].Ids / Rows / 1e6:F1} million tokens a second in the first row. " +
            $"Of {different:N0} of the {corpus.Texts.Count:N0} texts BertTokenizer gives other ids; ours are the original's.",
            RateTable.Create(times));
    }

    private static HuggingFaceTokenizer FromVocabulary(string file)
    {
        var folder = Directory.CreateTempSubdirectory("transfer-embeddings-bench-");
        try
        {
            File.Copy(file, Path.Combine(folder.FullName, "vocab.txt"));
            return HuggingFaceTokenizer.FromDirectory(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
