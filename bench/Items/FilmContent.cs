namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>What is known of a film before anybody has seen it, as vectors: the encoded title, the genres, the year.</summary>
internal sealed class FilmContent
{
    private const double GenreScale = 0.5, YearScale = 0.2;

    private readonly Dictionary<string, float[]> titles = [];
    private readonly Dictionary<string, float[]> facts = [];

    public FilmContent(IReadOnlyList<Film> films, TextEmbeddingModel encoder)
    {
        float[][] vectors = encoder.Embed([.. films.Select(film => film.Title)]);
        string[] genres = [.. films.SelectMany(film => film.Genres).Distinct().Order(StringComparer.Ordinal)];
        double meanYear = films.Where(film => film.Year > 0).Average(film => film.Year);
        foreach (var (film, vector) in films.Zip(vectors))
        {
            titles.Add(film.Id, vector);
            double decades = film.Year == 0 ? 0 : (film.Year - meanYear) / 10;
            facts.Add(film.Id, [.. genres.Select(genre => film.Genres.Contains(genre) ? (float)GenreScale : 0), (float)(YearScale * decades)]);
        }
    }

    public float[] TitleOf(string film) => titles[film];

    public float[] FactsOf(string film) => facts[film];

    public float[] AllOf(string film) => [.. titles[film], .. facts[film]];
}
