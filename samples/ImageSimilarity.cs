#:project ../src/Microsoft.ML.TransferEmbeddings.Images
#:property PublishAot=false
// Pictures that look most like each other.
//
//   dotnet run samples/ImageSimilarity.cs MODEL [FOLDER [PAGE]]
//
// MODEL is a pretrained vision network: a folder with an ONNX graph and preprocessor_config.json (or timm's config.json), or the name of a repository on
// the Hugging Face Hub, which is downloaded once: Xenova/resnet-18. FOLDER has pictures in folders of their own; 30 flowers come with the sample. PAGE is an
// HTML file to write, which shows them side by side.
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.TransferEmbeddings;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [] or ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("ImageSimilarity.cs MODEL [FOLDER [PAGE]]: for pictures of FOLDER those that look most like them; PAGE shows them as HTML.");
    return;
}

string folder = args.Length > 1 ? args[1] : Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data/flowers");
var options = new ImageEmbeddingModelOptions { Normalize = true };
using var model = Directory.Exists(args[0]) ? ImageEmbeddingModel.FromDirectory(args[0], options) : await ImageEmbeddingModel.FromHubAsync(args[0], new HubModelOptions(), options);

var ml = new MLContext();
var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
    .Where(file => Path.GetExtension(file) is ".jpg" or ".jpeg" or ".png" or ".webp");
var rows = ml.Data.LoadFromEnumerable(files.Order(StringComparer.Ordinal).Select(file => new Picture { File = file }));
// A file that is damaged has no vector and is left out; how many, the stage counts.
using var stage = ml.Transforms.EmbedImages(
    nameof(Picture.Vector), new() { Model = model, InputColumnName = nameof(Picture.File), InvalidInputs = InvalidInputHandling.MissingVector }).Fit(rows);
var good = ml.Data.FilterRowsByMissingValues(stage.Transform(rows), nameof(Picture.Vector));
Picture[] pictures = [.. ml.Data.CreateEnumerable<Picture>(good, reuseRowObject: false)];
Console.WriteLine($"{pictures.Length} pictures, {model.Dimension} dimensions, {stage.InvalidInputs} left out");

foreach (var query in pictures)
{
    var matches = Nearest(query).Select(match => $"{match.Kind} {Cosine(query, match):F2}");
    Console.WriteLine($"{query.Kind + "/" + Path.GetFileName(query.File),-40} {string.Join(", ", matches)}");
}
double share = pictures.Average(query => Nearest(query)[0].Kind == query.Kind ? 1.0 : 0);
Console.WriteLine($"Of the {pictures.Length} pictures' nearest, {share:P0} are of the same kind.");

if (args.Length > 2)
{
    string Image(Picture picture) => $"<img height=120 src=\"{new Uri(Path.GetFullPath(picture.File)).AbsoluteUri}\">";
    File.WriteAllLines(args[2], pictures.Select(query => $"<p>{Image(query)} &nbsp; {string.Concat(Nearest(query).Select(Image))}</p>"));
    Console.WriteLine($"{args[2]} shows them.");
}

Picture[] Nearest(Picture query) => [.. pictures.Where(other => other != query).OrderByDescending(other => Cosine(query, other)).Take(5)];

// Of vectors of length 1 the product is the cosine.
static float Cosine(Picture one, Picture other) => TensorPrimitives.Dot<float>(one.Vector, other.Vector);

internal sealed class Picture
{
    public string File { get; set; } = "";

    public float[] Vector { get; set; } = [];

    public string Kind => Path.GetFileName(Path.GetDirectoryName(File))!;
}
