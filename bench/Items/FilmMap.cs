using Microsoft.ML.TransferEmbeddings.Benchmarks.WordPictures;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>Draws popular films of some genres in the plane in which the vectors that users gave them differ most.</summary>
internal static class FilmMap
{
    private const int FilmsOfGenre = 9;

    private static readonly (string Genre, string Color)[] Genres = [("Children", "#009E73"), ("Horror", "#D55E00"), ("Sci-Fi", "#0072B2"), ("Romance", "#CC79A7"), ("Western", "#E69F00")];

    public static void Write(string file, MovieLens lens)
    {
        var liked = Interactions.Create(lens.Ratings.Where(rating => rating.Weight >= MovieLens.Liked).Select(rating => new Interaction(rating.User, rating.Item)));
        var als = new ImplicitAlsTrainer().Fit(liked);
        var users = liked.CountBy(rating => rating.Item).ToDictionary();
        var films = lens.Films.Where(film => users.ContainsKey(film.Id)).OrderByDescending(film => users[film.Id]).ToArray();
        WordGroup[] groups = [.. Genres.Select(group => new WordGroup(group.Genre, group.Color,
            [.. films.Where(film => film.Genres.Intersect(Genres.Select(other => other.Genre)).ToArray() is [var only] && only == group.Genre).Take(FilmsOfGenre).Select(film => film.Name)]))];
        var drawn = films.Where(film => groups.Any(group => group.Words.Contains(film.Name))).DistinctBy(film => film.Name).ToArray();
        var vectors = KeyedVectors.Create(drawn.Select(film => film.Name), drawn.Select(film => Unit(als.ItemVectors.GetVector(film.Id))));
        WordPicture.Write(file, vectors, groups, "Films in the plane in which the vectors that users gave them differ most");
    }

    private static float[] Unit(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return Array.ConvertAll(vector, value => (float)(value / length));
    }
}
