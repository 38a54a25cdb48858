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
    var pictures = Embed(options);
    var queries = Enumerable.Range(0, Math.Min(options.Queries, pictures.Count)).Select(i => pictures[(int)((long)i * pictures.Count / Math.Min(options.Queries, pictures.Count))]).ToArray();
    var rows = queries.Select(query => (Query: query, Nearest: Nearest(query))).ToArray();
    foreach (var (query, nearest) in rows)
        Console.WriteLine($"{Name(query),-40} {string.Join(", ", nearest.Select(found => $"{found.Picture.Kind} {found.Cosine:F2}"))}");
    Console.WriteLine($"Of the {pictures.Count} pictures' nearest, {(double)pictures.Count(picture => Nearest(picture)[0].Picture.Kind == picture.Kind) / pictures.Count:P0} are of the same kind.");
    ContactSheet.Write(options.Sheet, "Pictures and those that look most like them", [.. rows.Select(row => (
        Name(row.Query),
        (IReadOnlyList<Tile>)[
            new Tile(File.ReadAllBytes(row.Query.Path), "", "black"),
            .. row.Nearest.Select(found => new Tile(File.ReadAllBytes(found.Picture.Path), $"{found.Picture.Kind} {found.Cosine:F2}", found.Picture.Kind == row.Query.Kind ? "#2e933c" : "#d1495b"))]))]);
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

static IReadOnlyList<Picture> Embed(Options options)
{
    using var model = VisionModel.Open(options.Model, new ImageEmbeddingModelOptions { Normalize = true });
    var ml = new MLContext();
    string[] files = [.. Directory.EnumerateFiles(options.Data, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp")
        .Order(StringComparer.Ordinal)];
    if (files.Length <= neighbours)
        throw new InvalidDataException($"The folder '{options.Data}' has {files.Length} pictures; more than {neighbours} are needed.");
    var rows = ml.Data.LoadFromEnumerable(files.Select(file => new Picture { Path = file }));
    // A file that is damaged has no vector and is left out; how many, the stage counts.
    using var stage = ml.Transforms.EmbedImages(nameof(Picture.Vector), nameof(Picture.Path), model, OnBadImage.MissingVector).Fit(rows);
    Picture[] embedded = [.. ml.Data.CreateEnumerable<Picture>(ml.Data.FilterRowsByMissingValues(stage.Transform(rows), nameof(Picture.Vector)), reuseRowObject: false)];
    Console.WriteLine($"{embedded.Length} pictures, {model.Dimension} dimensions, {stage.ReplacedInputs} left out");
    return embedded;
}

static string Name(Picture picture) => Path.Combine(picture.Kind, Path.GetFileName(picture.Path)) is { Length: > 24 } name ? name[..23] + "…" : Path.Combine(picture.Kind, Path.GetFileName(picture.Path));
