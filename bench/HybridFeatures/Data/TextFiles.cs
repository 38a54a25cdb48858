using System.Text;

namespace HybridFeatures.Data;

/// <summary>The data sets as their authors give them: a text and a class a line, each in its own way.</summary>
internal sealed class TextFiles(string folder)
{
    public IReadOnlyList<LabelledText> Sst2Training => ClassBehindTab("sst2/train.tsv");

    public IReadOnlyList<LabelledText> Sst2Dev => ClassBehindTab("sst2/dev.tsv");

    public IReadOnlyList<LabelledText> Yelp => ClassBehindTab("sentiment_labelled_sentences/yelp_labelled.txt");

    public IReadOnlyList<LabelledText> Amazon => ClassBehindTab("sentiment_labelled_sentences/amazon_cells_labelled.txt");

    public IReadOnlyList<LabelledText> Sms => Read("sms_spam/SMSSpamCollection", Encoding.UTF8, line => line.Split('\t', 2) is [var label, var text] ? (label, text) : null);

    /// <summary>The six coarse classes: what stands before the colon.</summary>
    public IReadOnlyList<LabelledText> Trec => Read("trec/train_5500.label", Encoding.Latin1, line => line.Split(' ', 2) is [var label, var text] ? (label.Split(':')[0], text) : null);

    private LabelledText[] ClassBehindTab(string path) =>
        Read(path, Encoding.UTF8, line => line.LastIndexOf('\t') is > 0 and var tab ? (line[(tab + 1)..].Trim(), line[..tab]) : null);

    private LabelledText[] Read(string path, Encoding encoding, Func<string, (string Label, string Text)?> parse)
    {
        string file = Path.Combine(folder, path);
        return [.. File.ReadLines(file, encoding).Select(line => parse(line) is { } row
            ? new LabelledText { Label = row.Label, Text = row.Text }
            : throw new InvalidDataException($"'{file}' has a line without a class: '{line}'."))];
    }
}
