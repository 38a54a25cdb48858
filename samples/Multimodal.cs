#:project ../src/Microsoft.ML.TransferEmbeddings.Images
#:property PublishAot=false
// Flowers told apart by a photo, a line of text, or both; and what happens where one of them is missing.
//
//   dotnet run samples/Multimodal.cs MODEL
//
// MODEL is a pretrained vision network: a folder with an ONNX graph and preprocessor_config.json (or timm's config.json), or the name of a repository on
// the Hugging Face Hub, which is downloaded once: Xenova/resnet-18. The photos come with the sample; the lines are below.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [] or ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("Multimodal.cs MODEL: tells flowers apart by photo and text, with one of them missing in half of the rows.");
    return;
}

var lines = new Dictionary<string, string[]>
{
    ["daisy"] =
    [
        "White petals around a yellow center, in the lawn", "Small white petals, pulled one by one: she loves me, she loves me not", "Children make chains of these small white flowers",
        "A ring of narrow white petals with a yellow button", "White and yellow, it opens in the morning and closes at night", "A chain of white flowers for a child's hair",
    ],
    ["dandelion"] =
    [
        "A weed whose yellow head turns into a ball of fluff", "Blow, and its seeds fly off like parachutes of fluff", "A weed in the lawn with bitter leaves for a salad",
        "The weed's long root is hard to pull out of the lawn", "A clock of seeds and fluff, blown by the wind", "Bitter leaves, milky stems, a weed in every lawn",
    ],
    ["roses"] =
    [
        "A dozen red ones with thorns for Valentine's day", "Red, with thorns on the stem and a sweet scent", "Its sweet scent is made into perfume",
        "It climbs the wall of the cottage with its thorns", "A red bud for somebody you love, with thorns", "A romantic bunch for Valentine's day, with a sweet scent",
    ],
    ["sunflowers"] =
    [
        "Taller than a man, it turns its head to the sun", "Oil is pressed from the seeds of its large head", "Van Gogh painted their large heads in a vase",
        "A field of tall stems that turn to the sun in July", "Birds eat the seeds out of its large dark head", "Tall as a man, with a head as large as a plate, for oil and seeds",
    ],
    ["tulips"] =
    [
        "A bulb that was worth a house in Holland", "Bulbs from Holland, put into the ground in October", "A cup on a straight stem in spring",
        "Fields in stripes of red, yellow and purple in Holland", "Amsterdam sells its bulbs in spring", "A smooth cup in spring, grown from a bulb",
    ],
};

var ml = new MLContext(seed: 1);
using var network = Directory.Exists(args[0]) ? ImageEmbeddingModel.FromDirectory(args[0]) : await ImageEmbeddingModel.FromHubAsync(args[0]);
string photos = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data/flowers");
Flower[] flowers = [.. lines.SelectMany(kind => Directory.GetFiles(Path.Combine(photos, kind.Key)).Order(StringComparer.Ordinal)
    .Zip(kind.Value, (photo, line) => new Flower { Kind = kind.Key, Photo = photo, Line = line }))];

// A row without a text or without a photo has no vector there, and the fusion knows what that means.
var vectors = ml.Transforms.Text.EmbedText("Text", new() { InputColumnName = nameof(Flower.Line), EmptyTexts = EmptyTextHandling.MissingVector })
    .Append(ml.Transforms.EmbedImages("Image", new() { Model = network, InputColumnName = nameof(Flower.Photo), InvalidInputs = InvalidInputHandling.MissingVector }))
    .Append(ml.Transforms.Conversion.MapValueToKey("Label", nameof(Flower.Kind)));
using var stage = vectors.Fit(ml.Data.LoadFromEnumerable(flowers));
var both = ml.Transforms.FuseEmbeddings("Features", "Text", "Image");
var head = ml.MulticlassClassification.Trainers.LinearProbe();

Console.WriteLine($"{flowers.Length} flowers of {lines.Count} kinds; each is predicted by a model that has not seen it.\n");
Console.WriteLine($"{"",-32}{"both there",12}{"half the texts missing",26}{"half the photos missing",26}");
Report("text alone", ml.Transforms.FuseEmbeddings("Features", "Text").Append(head));
Report("photo alone", ml.Transforms.FuseEmbeddings("Features", "Image").Append(head));
Report("both", both.Append(head));
Report("both, with modality dropout", both.Append(head.WithModalityDropout()));
Report("both, a head for each", both.Append(ml.MulticlassClassification.Trainers.LateFusion()));

void Report(string name, IEstimator<ITransformer> pipeline)
{
    int right = 0, withoutTexts = 0, withoutPhotos = 0;
    for (int part = 0; part < 6; part++)
    {
        var model = pipeline.Fit(Embedded(flowers.Where((_, i) => i % 6 != part)));
        Flower[] rest = [.. flowers.Where((_, i) => i % 6 == part)];
        right += Right(model, rest);
        withoutTexts += Right(model, rest.Select((flower, i) => (i + part) % 2 == 0 ? flower with { Line = null } : flower));
        withoutPhotos += Right(model, rest.Select((flower, i) => (i + part) % 2 == 0 ? flower with { Photo = null } : flower));
    }
    Console.WriteLine($"{name,-32}{Share(right),12}{Share(withoutTexts),26}{Share(withoutPhotos),26}");
}

IDataView Embedded(IEnumerable<Flower> rows) => stage.Transform(ml.Data.LoadFromEnumerable(rows.ToArray()));

int Right(ITransformer model, IEnumerable<Flower> rows)
{
    var scored = model.Transform(Embedded(rows));
    return scored.GetColumn<uint>("Label").Zip(scored.GetColumn<uint>("PredictedLabel")).Count(pair => pair.First == pair.Second);
}

string Share(int right) => $"{100.0 * right / flowers.Length:0} %";

internal sealed record Flower
{
    public string Kind { get; init; } = "";

    public string? Photo { get; init; }

    public string? Line { get; init; }
}
