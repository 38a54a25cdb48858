namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

/// <summary>A folder with models/ and data/, as the tests use it.</summary>
internal sealed class SharedFolder
{
    private const int MixedTextsASource = 200;
    private const int Seed = 1;

    private readonly string root;

    public SharedFolder(string root)
    {
        this.root = root;
        Banking = TextCorpus.Read(Text("banking77/train.csv")) with { Name = "Banking77" };
        // The file is sorted by category, and texts of a category are alike in length.
        Banking = Banking with { Texts = Shuffle(Banking.Texts) };
        Mixed = new TextCorpus("mixed texts", Shuffle([.. MixedSources().SelectMany(texts => Shuffle(texts).Take(MixedTextsASource))]));
    }

    public string MiniLM => Path.Combine(root, "models/all-MiniLM-L6-v2");

    /// <summary>Questions to a bank, 10,003 of them.</summary>
    public TextCorpus Banking { get; }

    /// <summary>1,000 texts: questions, film reviews, text messages, captions and headlines, discussions.</summary>
    public TextCorpus Mixed { get; }

    private IEnumerable<IReadOnlyList<string>> MixedSources() =>
    [
        Banking.Texts,
        TextCorpus.ReadColumn(Text("sst2/train.tsv"), '\t', column: 0, hasHeader: false, allowQuoting: false),
        TextCorpus.ReadColumn(Text("sms_spam/SMSSpamCollection"), '\t', column: 1, hasHeader: false, allowQuoting: false),
        TextCorpus.ReadColumn(Text("stsbenchmark/sts-train.csv"), '\t', column: 5, hasHeader: false, allowQuoting: false),
        TextCorpus.ReadColumn(Text("wikipedia_detox/wikipedia-detox-250-line-data.tsv"), '\t', column: 1, hasHeader: true, allowQuoting: false),
    ];

    private string Text(string relative) => Path.Combine(root, "data/text", relative);

    private static string[] Shuffle(IReadOnlyList<string> texts)
    {
        string[] shuffled = [.. texts];
        new Random(Seed).Shuffle(shuffled);
        return shuffled;
    }
}
