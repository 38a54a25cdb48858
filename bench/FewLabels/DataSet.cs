using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;

/// <summary>A data set, the names of its classes, and how its draws come about.</summary>
/// <param name="Name">In the table's heading.</param>
/// <param name="Rows">All rows that draws are of, embedded by <see cref="Embed"/>.</param>
/// <param name="Names">A description for every label.</param>
/// <param name="Split">The pool to label and the test rows of a draw.</param>
internal sealed record DataSet(
    string Name,
    IReadOnlyList<CorpusRow> Rows,
    IReadOnlyDictionary<string, string> Names,
    Func<int, (IReadOnlyList<CorpusRow> Pool, IReadOnlyList<CorpusRow> Test)> Split)
{
    private const int SplitSeed = 7;

    private static readonly Dictionary<string, string> Reviews = new() { ["0"] = "a negative review", ["1"] = "a positive review" };

    private static readonly Dictionary<string, string> Questions = new()
    {
        ["ABBR"] = "abbreviation",
        ["DESC"] = "definition or description",
        ["ENTY"] = "thing",
        ["HUM"] = "person",
        ["LOC"] = "place",
        ["NUM"] = "number or date",
    };

    public static readonly IReadOnlyList<string> All = ["SST-2", "TREC", "Banking77", "Yelp", "Amazon"];

    public bool IsBinary => Names.Count == 2;

    public static DataSet Read(string name, string folder)
    {
        var files = new TextFiles(folder);
        switch (name)
        {
            case "SST-2":
                var (training, dev) = (files.Sst2Training, files.Sst2Dev);
                return new DataSet(name, [.. training, .. dev], Reviews, _ => (training, dev));
            case "TREC":
                return Fixed(name, files.Trec, Questions);
            case "Banking77":
                var rows = files.Banking;
                return Fixed(name, rows, rows.Select(row => row.Label).Distinct().ToDictionary(label => label, label => label.Replace('_', ' ')));
            case "Yelp":
                return Redrawn(name, files.Yelp);
            case "Amazon":
                return Redrawn(name, files.Amazon);
            default:
                throw new ArgumentException($"There is no data set '{name}'; there are {string.Join(", ", All)}.");
        }
    }

    public Draw Draw(int labels, int seed)
    {
        var (pool, test) = Split(seed);
        return FewLabels.Draw.Of(pool, test, labels, seed);
    }

    /// <summary>Each text once, for all draws and trainers.</summary>
    public ClassEmbeddings Embed(TextEmbeddingModel model)
    {
        CorpusRow.Embed(model, Rows);
        return EmbedNames(model);
    }

    public ClassEmbeddings EmbedNames(TextEmbeddingModel model) =>
        IsBinary ? ClassEmbeddings.EmbedBinary(Names["0"], Names["1"], model) : ClassEmbeddings.Embed(Names.OrderBy(pair => pair.Key, StringComparer.Ordinal), model);

    /// <summary>A fifth of the rows is for testing, the same in all draws.</summary>
    private static DataSet Fixed(string name, IReadOnlyList<CorpusRow> rows, IReadOnlyDictionary<string, string> names)
    {
        CorpusRow[] shuffled = [.. rows];
        new Random(SplitSeed).Shuffle(shuffled);
        int cut = shuffled.Length * 4 / 5;
        return new DataSet(name, rows, names, _ => (shuffled[..cut], shuffled[cut..]));
    }

    /// <summary>Every draw has another 100 rows of each class for testing.</summary>
    private static DataSet Redrawn(string name, IReadOnlyList<CorpusRow> rows) => new(name, rows, Reviews, seed =>
    {
        const int testRows = 100;
        CorpusRow[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        CorpusRow[] test = [.. shuffled.GroupBy(row => row.Label).SelectMany(group => group.Take(testRows))];
        return ([.. shuffled.Except(test)], test);
    });
}
