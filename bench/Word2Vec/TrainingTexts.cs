using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Word2Vec;

/// <summary>A small corpus to train on: film reviews, questions, text messages, captions, headlines, discussions and glosses.</summary>
internal static class TrainingTexts
{
    /// <summary>Writes a text a line, its tokens in lower case between blanks.</summary>
    /// <param name="shared">A folder with data/.</param>
    /// <param name="file">The file to write.</param>
    public static void Write(string shared, string file)
    {
        var tokenization = new Word2VecOptions().Tokenization;
        string partial = file + ".partial";
        File.WriteAllLines(partial, Read(Path.Combine(shared, "data")).Select(text => string.Join(' ', tokenization.Split(text))).Where(line => line.Length > 0));
        File.Move(partial, file, overwrite: true);
    }

    private static IEnumerable<string> Read(string data) =>
    [
        .. Rows(data, "text/sst2/train.tsv").Select(fields => fields[0]),
        // A label and a blank stand before the question.
        .. Rows(data, "text/trec/train_5500.label").Select(fields => fields[0][(fields[0].IndexOf(' ') + 1)..]),
        .. Rows(data, "text/sms_spam/SMSSpamCollection").Select(fields => fields[1]),
        .. TextCorpus.Read(Path.Combine(data, "text/banking77/train.csv")).Texts,
        // A pair is one text.
        .. Rows(data, "text/stsbenchmark/sts-train.csv").Select(fields => $"{fields[5]} {fields[6]}"),
        .. Rows(data, "text/wikipedia_detox/wikipedia-detox-250-line-data.tsv").Skip(1).Select(fields => fields[1]),
        .. Rows(data, "text/wikipedia_detox/wikipedia-detox-250-line-test.tsv").Skip(1).Select(fields => fields[1]),
        .. Rows(data, "multimodal/imagenet1k-gloss/items.tsv").Skip(1).Select(fields => fields[1]),
    ];

    private static IEnumerable<string[]> Rows(string data, string relative)
    {
        string path = Path.Combine(data, relative);
        return File.Exists(path) ? File.ReadLines(path).Select(line => line.Split('\t')) : throw new ArgumentException($"There is no file '{path}'.");
    }
}
