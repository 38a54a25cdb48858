using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>The ratings and films of MovieLens latest-small.</summary>
internal sealed class MovieLens
{
    /// <summary>A rating from which on a film counts as liked.</summary>
    public const float Liked = 4;

    public MovieLens(string folder)
    {
        string ratings = Path.Combine(folder, "recommendation-ratings-train.csv"), lastRatings = Path.Combine(folder, "recommendation-ratings-test.csv");
        Ratings = Interactions.Create(Rows(ratings).Concat(Rows(lastRatings)));
        Films = ReadFilms(Path.Combine(folder, "recommendation-movies.csv"));
    }

    /// <summary>All ratings, their value as the weight.</summary>
    public Interactions Ratings { get; }

    public IReadOnlyList<Film> Films { get; }

    private static IEnumerable<Interaction> Rows(string file) => File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Select(fields => new Interaction(fields[0], fields[1])
    {
        Weight = float.Parse(fields[2], CultureInfo.InvariantCulture),
        Time = DateTime.UnixEpoch.AddSeconds(long.Parse(fields[3], CultureInfo.InvariantCulture)),
    });

    private static Film[] ReadFilms(string file)
    {
        var ml = new MLContext();
        var options = new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            AllowQuoting = true,
            Columns = [new TextLoader.Column("Id", DataKind.String, 0), new TextLoader.Column("Title", DataKind.String, 1), new TextLoader.Column("Genres", DataKind.String, 2)],
        };
        var view = ml.Data.CreateTextLoader(options).Load(file);
        return [.. view.GetColumn<string>("Id").Zip(view.GetColumn<string>("Title"), view.GetColumn<string>("Genres"))
            .Select(film => new Film(film.First, film.Second, film.Third.Split('|')))];
    }
}
