using System.Globalization;
using Microsoft.ML.TransferEmbeddings;
using WordAnalogies;
using WordAnalogies.Picture;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!Options.TryParse(args, out var options, out string? problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine("'--help' tells how to use this program.");
    return 2;
}
if (options.Help)
{
    Console.WriteLine(Options.Usage);
    return 0;
}

try
{
    var vectors = WordVectors.Load(options.Vectors);
    Console.WriteLine($"{Path.GetFileName(options.Vectors)}: {vectors.Count:N0} words, {vectors.Dimension} dimensions");
    PrintAnalogies(vectors);
    PrintNeighbours(vectors);
    PrintOddOnes(vectors);
    var groups = WordGroup.KnownTo(vectors);
    WordPicture.Write(options.Picture, vectors, groups);
    Console.WriteLine($"{groups.Sum(group => group.Words.Count)} words of {groups.Count} groups are drawn in {options.Picture}.");
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void PrintAnalogies(WordVectors vectors)
{
    Console.WriteLine("\nAnalogies");
    foreach (var (from, without, with) in new[] { ("king", "man", "woman"), ("paris", "france", "germany"), ("walking", "walk", "swim"), ("bigger", "big", "small") })
    {
        if (new[] { from, without, with }.Any(word => !vectors.TryGetVector(word, out _)))
            continue;
        var answer = vectors.Analogy(positive: [from, with], negative: [without], count: 1)[0];
        Console.WriteLine($"  {from} - {without} + {with} = {answer.Name}  ({answer.Score:F2})");
    }
}

static void PrintNeighbours(WordVectors vectors)
{
    Console.WriteLine("\nNeighbours");
    string[] words = [.. new[] { "music", "bread", "money", "yellow" }.Where(word => vectors.TryGetVector(word, out _))];
    foreach (var (word, neighbours) in words.Zip(vectors.MostSimilar(words, 5)))
        Console.WriteLine($"  {word,-8}{string.Join(", ", neighbours.Select(neighbour => $"{neighbour.Name} {neighbour.Score:F2}"))}");
}

static void PrintOddOnes(WordVectors vectors)
{
    Console.WriteLine("\nWhich does not belong?");
    foreach (string[] words in new[] { new[] { "paris", "london", "berlin", "dog" }, ["red", "blue", "bread", "green"] })
    {
        if (words.All(word => vectors.TryGetVector(word, out _)))
            Console.WriteLine($"  {string.Join(", ", words)}: {vectors.DoesntMatch(words)}");
    }
    Console.WriteLine();
}
