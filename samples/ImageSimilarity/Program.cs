using System.Globalization;
using System.Numerics.Tensors;
using ImageSamples;
using ImageSimilarity;
using Microsoft.ML;
using Microsoft.ML.TransferEmbeddings;

const int neighbours = 5;
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
    var pictures = await EmbedAsync(options);
    int count = Math.Min(options.Queries, pictures.Count);
    var rows = new List<(string, IReadOnlyList<Tile>)>();
    foreach (var query in Enumerable.Range(0, count).Select(i => pictures[(int)((long)i * pictures.Count / count)]))
    {
        var nearest = Nearest(query);
        Console.WriteLine($"{query.Name,-24} {string.Join(", ", nearest.Select(found => $"{found.Picture.Kind} {found.Cosine:F2}"))}");
        rows.Add((query.Name, [query.ToTile("", "black"), .. nearest.Select(found => found.Picture.ToTile(
            $"{found.Picture.Kind} {found.Cosine:F2}", found.Picture.Kind == query.Kind ? "#2e933c" : "#d1495b"))]));
    }
    double share = pictures.Average(picture => Nearest(picture)[0].Picture.Kind == picture.Kind ? 1.0 : 0);
    Console.WriteLine($"Of the {pictures.Count} pictures' nearest, {share:P0} are of the same kind.");
    ContactSheet.Write(options.Sheet, "Pictures and those that look most like them", rows);
    Console.WriteLine($"{options.Sheet} shows them.");
    return 0;

    (Picture Picture, float Cosine)[] Nearest(Picture query) =>
        [.. pictures.Where(other => other != query)
            // Of unit vectors the product is the cosine.
            .Select(other => (other, TensorPrimitives.Dot<float>(query.Vector, other.Vector)))
            .OrderByDescending(found => found.Item2)
            .Take(neighbours)];
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException or HttpRequestException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static async Task<IReadOnlyList<Picture>> EmbedAsync(Options options)
{
    using var model = await VisionModel.OpenAsync(options.Model, new ImageEmbeddingModelOptions { Normalize = true });
    var ml = new MLContext();
    string[] files = [.. Directory.EnumerateFiles(options.Data, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp")
        .Order(StringComparer.Ordinal)];
    if (files.Length <= neighbours)
        throw new InvalidDataException($"The folder '{options.Data}' has {files.Length} pictures; more than {neighbours} are needed.");
    var rows = ml.Data.LoadFromEnumerable(files.Select(file => new Picture { Path = file }));
    // A file that is damaged has no vector and is left out; how many, the stage counts.
    using var stage = ml.Transforms.EmbedImages(
        nameof(Picture.Vector), new() { Model = model, InputColumnName = nameof(Picture.Path), InvalidInputs = InvalidInputHandling.MissingVector }).Fit(rows);
    var good = ml.Data.FilterRowsByMissingValues(stage.Transform(rows), nameof(Picture.Vector));
    Picture[] embedded = [.. ml.Data.CreateEnumerable<Picture>(good, reuseRowObject: false)];
    Console.WriteLine($"{embedded.Length} pictures, {model.Dimension} dimensions, {stage.InvalidInputs} left out");
    return embedded;
}
