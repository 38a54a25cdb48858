using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Items;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Recommenders: how good, how fast, a picture.</summary>
internal static class ItemVerbs
{
    private const string LastOut = "LeaveLastOut", Time = "Time", FirstItems = "FirstItems", NewItems = "NewItems", Scale = "Scale";

    private static readonly DateTime Day = new(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<Verb> Create() => [Recommend(), Growth(), Map()];

    /// <summary>The tables of docs/items.md on films.</summary>
    private static Verb Recommend()
    {
        string[] names = [LastOut, Time, FirstItems, NewItems];
        Option<DirectoryInfo> shared = Inputs.Shared();
        var only = new Option<string?>("--only") { Description = "one of the tables" }.AcceptOnlyFromAmong(names);
        var document = Inputs.Document(names);
        var verb = new Verb("recommend", "recommenders on the ratings of MovieLens: last items, a split by time, new users, new items; the tables of docs/items.md") { shared, only, document };
        verb.SetAction(line =>
        {
            string[] tables = line.GetValue(only) is { } name ? [name] : names;
            var output = new Output(line.GetValue(document), tables);
            string folder = line.GetRequiredValue(shared).FullName;
            var lens = ReadFilms(folder);
            using var progress = new ProgressLine();
            foreach (string table in tables)
                output.Write(table, $"{Measure(table, lens, folder, progress.Report)}\n{Machine.Describe()}");
        });
        return verb;
    }

    private static Verb Growth()
    {
        Option<int> most = Inputs.Number("--most", 10_000_000, "interactions of the largest training");
        var document = Inputs.Document(Scale);
        var verb = new Verb("items-scale", "time and memory of training recommenders on up to 10 million interactions") { most, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Scale);
            using var progress = new ProgressLine();
            output.Write(Scale, $"{ScaleTable.Measure(line.GetValue(most), progress.Report)}\n{Machine.Describe()}");
        });
        return verb;
    }

    private static Verb Map()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        var picture = new Option<FileInfo>("--picture") { Description = "the SVG file to write", Required = true };
        var verb = new Verb("film-map", "draws films in the plane in which the vectors that users gave them differ most") { shared, picture };
        verb.SetAction(line => FilmMap.Write(line.GetRequiredValue(picture).FullName, ReadFilms(line.GetRequiredValue(shared).FullName)));
        return verb;
    }

    private static string Measure(string table, MovieLens lens, string shared, Action<string> report)
    {
        switch (table)
        {
            case LastOut:
                return RecommenderTable.LeaveLastOut(lens.Ratings, report);
            case Time:
                return RecommenderTable.ByTime(lens.Ratings, Day, report);
            case FirstItems:
                return FirstItemsTable.Measure(lens.Ratings, report);
            default:
                using (var encoder = TextEmbeddingModel.FromDirectory(Path.Combine(shared, "models/all-MiniLM-L6-v2")))
                    return new NewItemsTable(lens, new FilmContent(lens.Films, encoder), report).Measure();
        }
    }

    private static MovieLens ReadFilms(string shared) => new(Path.Combine(shared, "data/recommender/movielens-latest-small"));
}
