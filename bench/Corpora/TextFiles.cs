using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

/// <summary>The data sets as their authors give them: a text and a class a line, each in its own way.</summary>
internal sealed class TextFiles(string folder)
{
    public IReadOnlyList<CorpusRow> Sst2Training => ClassAfterTab("sst2/train.tsv");

    public IReadOnlyList<CorpusRow> Sst2Dev => ClassAfterTab("sst2/dev.tsv");

    public IReadOnlyList<CorpusRow> Yelp => ClassAfterTab("sentiment_labelled_sentences/yelp_labelled.txt");

    public IReadOnlyList<CorpusRow> Amazon => ClassAfterTab("sentiment_labelled_sentences/amazon_cells_labelled.txt");

    public IReadOnlyList<CorpusRow> Sms => Read("sms_spam/SMSSpamCollection", Encoding.UTF8, line => line.Split('\t', 2) is [var label, var text] ? (label, text) : null);

    /// <summary>The six coarse classes: what stands before the colon.</summary>
    public IReadOnlyList<CorpusRow> Trec => Read("trec/train_5500.label", Encoding.Latin1, line => line.Split(' ', 2) is [var label, var text] ? (label.Split(':')[0], text) : null);

    public IReadOnlyList<CorpusRow> Banking
    {
        get
        {
            var ml = new MLContext();
            var loader = ml.Data.CreateTextLoader(new TextLoader.Options
            {
                Separators = [','],
                HasHeader = true,
                AllowQuoting = true,
                ReadMultilines = true,
                Columns = [new TextLoader.Column("Text", DataKind.String, 0), new TextLoader.Column("Label", DataKind.String, 1)],
            });
            string file = Path.Combine(folder, "banking77/train.csv");
            if (!File.Exists(file))
                throw new FileNotFoundException($"There is no file '{file}'.");
            var rows = loader.Load(file);
            return [.. ml.Data.CreateEnumerable<CorpusRow>(rows, reuseRowObject: false, ignoreMissingColumns: true)];
        }
    }

    private CorpusRow[] ClassAfterTab(string path) =>
        Read(path, Encoding.UTF8, line => line.LastIndexOf('\t') is > 0 and var tab ? (line[(tab + 1)..].Trim(), line[..tab]) : null);

    private CorpusRow[] Read(string path, Encoding encoding, Func<string, (string Label, string Text)?> parse)
    {
        string file = Path.Combine(folder, path);
        return [.. File.ReadLines(file, encoding).Select(line => parse(line) is { } row
            ? new CorpusRow { Label = row.Label, Text = row.Text }
            : throw new InvalidDataException($"'{file}' has a line without a class: '{line}'."))];
    }
}
