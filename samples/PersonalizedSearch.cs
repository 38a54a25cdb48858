#:project ../src/Microsoft.ML.TransferEmbeddings
#:property PublishAot=false
// A search for films that knows who is asking: what the query says and what the user liked, for users without a history and films without a viewer too.
//
//   dotnet run samples/PersonalizedSearch.cs [QUERY] [--data FOLDER]
//
// FOLDER has the movies.csv and ratings.csv of MovieLens; without it, films and users are made here.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const float Liked = 4;
const int Shown = 5;
if (args is ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("PersonalizedSearch.cs [QUERY] [--data FOLDER]: films for a query and a user. FOLDER has the movies.csv and ratings.csv of MovieLens.");
    return;
}

string? folder = Array.IndexOf(args, "--data") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
string query = args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? first : "a journey to another planet";
var (films, ratings) = folder is null ? MakeFilms() : ReadFilms(folder);
var titles = films.ToDictionary(film => film.Id, film => $"{film.Title}, {film.Genres}");

// What users did becomes vectors of films; popularity helps where little is known of a user.
var liked = Interactions.Create(ratings.Where(rating => rating.Weight >= Liked).Select(rating => new Interaction(rating.User, rating.Item) { Time = rating.Time }));
var als = new ImplicitAlsTrainer { Dimension = 32, UnobservedWeight = 0.05, Regularization = 0.03 }.Fit(liked);
var popularity = new PopularityTrainer().Fit(liked);

// Films that nobody has seen get vectors from their descriptions, by a map that is learned from all others.
var model = TextEmbeddingModel.Default;
var texts = KeyedVectors.Create(titles.Keys, model.Embed([.. titles.Values]));
var map = EmbeddingMap.FitRidge([.. als.Items.Select(texts.GetVector)], [.. als.Items.Select(als.ItemVectors.GetVector)]);
string[] unseen = [.. titles.Keys.Except(als.Items)];
VectorRecommender withUnseen = unseen.Length == 0 ? als : als.WithItems(KeyedVectors.Create(unseen, unseen.Select(film => map.Apply(texts.GetVector(film)))));
var recommender = RecommenderEnsemble.WithPopularity(withUnseen, popularity, weight: 0.3);
Console.WriteLine($"{liked.Users.Count:N0} users liked {als.Items.Count:N0} films; {unseen.Length:N0} films have no viewer yet.");

// Two users of different tastes: those whose vectors point furthest apart.
string[] active = [.. liked.Users.Where(user => liked.GetHistory(user).Count is >= 8 and <= 60).Take(200)];
string one = active[0], other = active.MinBy(user => Cosine(als.UserVectors!.GetVector(user), als.UserVectors!.GetVector(one)))!;

Show($"Query \"{query}\" alone", []);
Show($"The same for user {one}, who liked {Describe(liked.GetHistory(one))}", liked.GetHistory(one));
Show($"The same for user {other}, who liked {Describe(liked.GetHistory(other))}", liked.GetHistory(other));

string newcomer = als.Items.MaxBy(film => texts.Similarity(film, recommender.MostSimilar(film, 1)[0].Name))!;
Console.WriteLine($"\nA new user who liked {titles[newcomer]}");
foreach (var match in recommender.Recommend([newcomer], Shown))
    Console.WriteLine($"  {titles[match.Name]}");

if (unseen.Length > 0)
{
    Console.WriteLine($"\nFilms without a viewer for user {one}");
    foreach (var match in recommender.Recommend(liked.GetHistory(one), Shown, new RecommendationOptions { AllowedItems = unseen }))
        Console.WriteLine($"  {titles[match.Name]}");
}

// Where text and taste are to be features of a trainer, the same user vectors are a stage of a pipeline.
var ml = new MLContext(seed: 1);
var rows = ml.Data.LoadFromEnumerable(active.Select(user => new Viewer { History = [.. liked.GetHistory(user)] }));
using var stage = ml.Transforms.EmbedHistory("Taste", als, nameof(Viewer.History)).Fit(rows);
Console.WriteLine($"\nAs a stage: {stage.Transform(rows).Schema["Taste"].Type} for each of {stage.Transform(rows).GetColumn<float[]>("Taste").Count():N0} users");

// Both scores are standardized, so that neither has its way by its scale.
void Show(string title, IReadOnlyList<string> history)
{
    Console.WriteLine($"\n{title}");
    float[] question = model.Embed(query);
    string[] candidates = [.. titles.Keys.Except(history)];
    double[] relevance = Standardize([.. candidates.Select(film => Cosine(question, texts.GetVector(film)))]);
    double[] taste = history.Count == 0 ? new double[candidates.Length] : Standardize([.. recommender.Score(history, candidates).Select(score => (double)score)]);
    foreach (int film in Enumerable.Range(0, candidates.Length).OrderByDescending(film => relevance[film] + 0.7 * taste[film]).Take(Shown))
        Console.WriteLine($"  {titles[candidates[film]],-70} text {relevance[film],5:F1}   taste {taste[film],5:F1}");
}

string Describe(IReadOnlyList<string> history) => string.Join("; ", history.TakeLast(3).Select(film => titles[film]));

static double Cosine(float[] one, float[] other) =>
    one.Zip(other, (x, y) => (double)x * y).Sum() / Math.Max(1e-12, Math.Sqrt(one.Sum(x => (double)x * x) * other.Sum(y => (double)y * y)));

static double[] Standardize(double[] scores)
{
    double mean = scores.Average(), deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
    return Array.ConvertAll(scores, score => deviation == 0 ? 0 : (score - mean) / deviation);
}

static (Film[], Interaction[]) ReadFilms(string folder)
{
    var ml = new MLContext();
    TextLoader.Options Csv(params TextLoader.Column[] columns) => new() { Separators = [','], HasHeader = true, AllowQuoting = true, Columns = columns };
    string Find(string pattern) => Directory.GetFiles(folder, pattern).FirstOrDefault()
        ?? throw new FileNotFoundException($"'{folder}' has no file {pattern}. Name the folder of MovieLens latest-small.");
    var films = ml.Data.CreateTextLoader(Csv(new("Id", DataKind.String, 0), new("Title", DataKind.String, 1), new("Genres", DataKind.String, 2))).Load(Find("*movies.csv"));
    var ratings = ml.Data.CreateTextLoader(Csv(new("User", DataKind.String, 0), new("Item", DataKind.String, 1), new("Rating", DataKind.Single, 2), new("Time", DataKind.Double, 3)))
        .Load(Directory.GetFiles(folder, "*ratings*.csv") is { Length: > 0 } all ? all : [Find("*ratings*.csv")]);
    return (
        [.. ml.Data.CreateEnumerable<Film>(films, reuseRowObject: false)],
        [.. Interactions.FromData(ratings, new InteractionColumns { Weight = "Rating", Time = "Time" })]);
}

// Five genres; a user likes films of one of them, and now and then another. The last film of each genre has no viewer yet.
static (Film[], Interaction[]) MakeFilms()
{
    (string Genre, string[] Titles)[] shelves =
    [
        ("science fiction", ["Voyage to the Red Planet", "The Robot Uprising", "Stars Beyond the Gate", "Colony on the Moon", "The Time Machine Returns", "Signals from Deep Space", "Alien Harbor", "The Last Spaceship"]),
        ("comedy", ["My Neighbor the Clown", "Wedding in the Wrong Town", "The Lazy Detective", "Two Cooks Too Many", "Vacation Disaster", "The Substitute Teacher", "Office Pranks", "A Planet of Fools"]),
        ("horror", ["The House on the Hill", "Whispers in the Cellar", "Night of the Ghouls", "The Cursed Doll", "Blood Moon Village", "The Haunted Lighthouse", "Graveyard Shift", "Journey into the Crypt"]),
        ("western", ["Dust and Silver", "The Sheriff of Dry Creek", "Ride to the Canyon", "Gunfight at Noon", "The Stagecoach Robbery", "Lonesome Trail", "Outlaws of the Prairie", "The Long Journey West"]),
        ("romance", ["Letters from Paris", "A Summer by the Sea", "The Dance of Two Hearts", "Love at the Bookshop", "The Pianist's Promise", "Autumn Kisses", "Second Chance in Rome", "Journey of the Heart"]),
    ];
    Film[] films = [.. shelves.SelectMany((shelf, s) => shelf.Titles.Select((title, t) => new Film { Id = $"{s}{t}", Title = title, Genres = shelf.Genre }))];
    var random = new Random(1);
    return (films, [.. Enumerable.Range(0, 300).SelectMany(user => Enumerable.Range(0, 10).Select(i => new Interaction(
        $"{user}", $"{(i % 4 == 3 ? random.Next(shelves.Length) : user % shelves.Length)}{random.Next(shelves[0].Titles.Length - 1)}") { Weight = 5 }))]);
}

public sealed class Film
{
    public string Id { get; set; } = "";

    public string Title { get; set; } = "";

    public string Genres { get; set; } = "";
}

public sealed class Viewer
{
    public string[] History { get; set; } = [];
}
