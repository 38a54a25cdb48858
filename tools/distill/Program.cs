using Microsoft.ML.TransferEmbeddings;
var clock = System.Diagnostics.Stopwatch.StartNew();
const string D = "/work/shared/data/text/";
if (args[0] == "eval")
{
    foreach (string f in args.Skip(1).Where(a => a[0] != (char)45))
        Eval(f == "default" ? TextEmbeddingModel.Default : TextEmbeddingModel.FromDirectory(f), f);
    return;
}
using var teacher = TextEmbeddingModel.FromDirectory("/work/shared/models/all-MiniLM-L6-v2");
string Arg(string n, string d) => Array.IndexOf(args, "--" + n) is >= 0 and var i ? args[i + 1] : d;
string[] wn = ["noun", "verb", "adj", "adv"];
string[] files = [D + "banking77/train.csv:text", D + "sms_spam/SMSSpamCollection:2", .. wn.Select(w => "/usr/share/wordnet/data." + w)];
var options = new StaticDistillationOptions
{
    CacheDirectory = "/tmp/distil-cache",
    Dimension = int.Parse(Arg("dim", "256")), Pairs = int.Parse(Arg("pairs", "7000")), Epochs = int.Parse(Arg("epochs", "4")), PairEpochs = int.Parse(Arg("pairepochs", "2")),
    SyntheticShare = double.Parse(Arg("synth", "1")), LearningRate = float.Parse(Arg("lr", "1e-3")), Format = Enum.Parse<StaticTableFormat>(Arg("format", "Float32")),
};
var model = StaticDistiller.Distil(teacher, options, args.Contains("--plain") ? null : files.SelectMany(CorpusFiles.Read), new Counter(clock), default);
Eval(model, string.Join(' ', args));

void Eval(TextEmbeddingModel model, string name)
{
    Console.WriteLine($"{clock.Elapsed} == {name}: dim {model.Dimension} vocabulary {model.Describe().VocabularySize}");
    Console.WriteLine($"STS dev {SentenceSimilarity.Spearman(model, D + "stsbenchmark/sts-dev.csv"):P2} train {SentenceSimilarity.Spearman(model, D + "stsbenchmark/sts-train.csv"):P2}");
    if (args.Contains("--stsonly"))
        return;
    Console.WriteLine($"sst2 dev {Probe(D + "sst2/train.tsv", 0, 1):P2}");
    Console.WriteLine($"{clock.Elapsed} trec {LinearProbe.OnSplit(model, [.. File.ReadLines(D + "trec/train_5500.label", System.Text.Encoding.Latin1).Select(l => (l[(l.IndexOf(' ') + 1)..], l[..l.IndexOf(':')]))]):P2}");
    var banking = CorpusFiles.Read(D + "banking77/train.csv:text").Zip(CorpusFiles.Read(D + "banking77/train.csv:category")).ToList();
    Console.WriteLine($"{clock.Elapsed} banking {LinearProbe.OnSplit(model, banking):P2}");
    if (args.Contains("--final"))
    {
        foreach (string f in new[] { "yelp", "amazon_cells" })
            Console.WriteLine($"{clock.Elapsed} {f} 16 a class {LinearProbe.OnFew(model, [.. File.ReadLines($"{D}sentiment_labelled_sentences/{f}_labelled.txt").Select(l => l.Split('\t')).Select(x => (x[0], x[1]))], 16, 20):P2}");
    }
    double Probe(string f, int text, int label) => LinearProbe.OnSplit(model, [.. File.ReadLines(f).Select(l => l.Split('\t')).Select(x => (x[text], x[label]))]);
}
sealed class Counter(System.Diagnostics.Stopwatch clock) : IProgress<DistillationProgress>
{
    DistillationPhase phase; TimeSpan last;
    public void Report(DistillationProgress p) { if (p.Phase != phase || clock.Elapsed - last > TimeSpan.FromSeconds(10) || p.Done == p.Total) { phase = p.Phase; last = clock.Elapsed; Console.WriteLine($"{clock.Elapsed} {p}"); } }
}
