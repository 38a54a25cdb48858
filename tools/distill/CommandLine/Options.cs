using System.Globalization;
using Microsoft.ML.TransferEmbeddings;

namespace Distill.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Options
{
    public const string Usage = """
        Usage: distill --teacher FOLDER [--corpus FILE ...] [--without FILE ...] --out FOLDER [--cache FOLDER] [--evaluate FOLDER [--beside FOLDER] [--document FILE]]
                       [--format int4|int8|float16|float32] [--dimensions N] [--pairs N] [--epochs N] [--pair-epochs N] [--synthetic SHARE] [--seed N]
               distill --evaluate FOLDER --beside FOLDER [--document FILE]

        Turns a text encoder into a static one and writes it as a Model2Vec folder.

          --teacher FOLDER  the encoder: a sentence-transformers folder with an ONNX graph, or any other that TextEmbeddingModel.FromDirectory reads
          --corpus FILE ... texts: a text a line, or one in mark-up; PATH:NAME is a column of a .csv with a header, PATH:NUMBER of a file with tabs, from 1;
                            data.noun, data.verb, data.adj and data.adv are WordNet's, of which the definitions and examples are taken.
                            Without a corpus the student is made of the teacher's vectors of pieces alone
          --without FILE ... texts as in --corpus that are left out of it, as the student is to be tested on them: whatever their case and punctuation
          --out FOLDER      where the student goes
          --cache FOLDER    where the teacher's vectors are kept; OUT.cache by default. After Ctrl+C the same command goes on where it was
          --evaluate FOLDER measure the student on data sets in this folder (stsbenchmark, banking77, sst2, trec, sentiment_labelled_sentences)
                            and write the report to OUT/report.md
          --beside FOLDER   another model to measure beside it: the teacher, an older student; may be given several times
          --document FILE   a Markdown file that the report goes into, between the lines <!-- table:begin --> and <!-- table:end -->
          --format NAME     how the vectors are stored; int8 by default, as Python's model2vec. int4 is half as large and read by this library alone
          --help            this text
        """;

    private readonly StaticDistillationOptions defaults = new();
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public bool Help { get; private set; }

    public List<string> Corpus { get; } = [];

    public List<string> Without { get; } = [];

    public List<string> Beside { get; } = [];

    public string? Teacher => values.GetValueOrDefault("--teacher");

    public string? Out => values.GetValueOrDefault("--out");

    public string? Document => values.GetValueOrDefault("--document");

    public string? Evaluate => values.GetValueOrDefault("--evaluate");

    /// <exception cref="ArgumentException">The message says what is wrong.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        string name = "";
        foreach (string argument in arguments)
        {
            if (argument is "--help" or "-h")
                options.Help = true;
            else if (argument.StartsWith("--", StringComparison.Ordinal))
                name = argument;
            else if (name == "--corpus")
                options.Corpus.Add(argument);
            else if (name == "--without")
                options.Without.Add(argument);
            else if (name == "--beside")
                options.Beside.Add(argument);
            else if (name is "--teacher" or "--out" or "--cache" or "--evaluate" or "--document" or "--format" or "--dimensions" or "--pairs"
                or "--epochs" or "--pair-epochs" or "--synthetic" or "--seed")
                options.values[name] = argument;
            else
                throw new ArgumentException($"There is no option '{name}' for '{argument}'.");
        }
        if (!options.Help && options.Teacher is null != options.Out is null)
            throw new ArgumentException("--teacher and --out go together.");
        if (!options.Help && options.Teacher is null && (options.Evaluate is null || options.Beside.Count == 0))
            throw new ArgumentException("Give --teacher and --out to distill, or --evaluate and --beside to measure.");
        return options;
    }

    public StaticDistillationOptions ToDistillation(IProgress<DistillationProgress> progress) => new()
    {
        Dimension = Number("--dimensions", defaults.Dimension),
        MaxPairs = Number("--pairs", defaults.MaxPairs),
        Epochs = Number("--epochs", defaults.Epochs),
        PairEpochs = Number("--pair-epochs", defaults.PairEpochs),
        SyntheticShare = values.TryGetValue("--synthetic", out string? share) ? double.Parse(share, CultureInfo.InvariantCulture) : defaults.SyntheticShare,
        Seed = Number("--seed", defaults.Seed),
        Format = !values.TryGetValue("--format", out string? format) ? defaults.Format
            : Enum.TryParse<StaticTableFormat>(format, ignoreCase: true, out var known) ? known
            : throw new ArgumentException($"There is no format '{format}'; int4, int8, float16 and float32 are known."),
        CacheDirectory = values.GetValueOrDefault("--cache") ?? $"{Path.TrimEndingDirectorySeparator(Out!)}.cache",
        Progress = progress,
    };

    private int Number(string name, int otherwise) =>
        !values.TryGetValue(name, out string? value) ? otherwise
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
        : throw new ArgumentException($"{name} is '{value}', which is no whole number.");
}
