#:project ../src/Microsoft.ML.TransferEmbeddings.Images
#:property PublishAot=false
// A network that has seen photographs tells chest X-rays with pneumonia from normal ones: it stays as it is, and a linear classifier is trained on what it
// sees.
//
//   dotnet run samples/MedicalImages.cs MODEL [LAYER ...]
//
// MODEL is a pretrained vision network: a folder with an ONNX graph and preprocessor_config.json (or timm's config.json), or the name of a repository on
// the Hugging Face Hub, which is downloaded once: Xenova/resnet-18. LAYERs are inner layers of it; where none is named they are chosen on the training rows.
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.Transforms.Image;

if (args is [] or ["--help" or "-h" or "-?", ..])
{
    Console.WriteLine("MedicalImages.cs MODEL [LAYER ...]: pneumonia in 520 chest X-rays, by the last layer and by inner layers of a vision network.");
    return;
}

var ml = new MLContext(seed: 1);
string file = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "data/pneumonia/pneumoniamnist-sample.npz");
IDataView training = ml.Data.LoadFromEnumerable(Read("train")), validation = ml.Data.LoadFromEnumerable(Read("val"));

#pragma warning disable TEMB001 // An API whose shape may change: docs/experimental.md.
using var model = Directory.Exists(args[0]) ? ImageEmbeddingModel.FromDirectory(args[0]) : await ImageEmbeddingModel.FromHubAsync(args[0]);
IReadOnlyList<string> layers = args.Length > 1 ? args[1..] : ml.Transforms.SelectImageLayers(training, nameof(XRay.Image), model).Layers;
using var inner = model.WithLayers(layers);
Report("Last layer", model);
Report($"Inner layers ({string.Join(", ", layers)})", inner);

void Report(string name, ImageEmbeddingModel encoder)
{
    using var trained = ml.Transforms.EmbedImages("Features", encoder, nameof(XRay.Image))
        .AppendCacheCheckpoint(ml)
        .Append(ml.BinaryClassification.Trainers.LinearProbe())
        .Fit(training);
    var metrics = ml.BinaryClassification.Evaluate(trained.Transform(validation));
    Console.WriteLine(FormattableString.Invariant($"{name}: AUC {metrics.AreaUnderRocCurve:F3}, accuracy {metrics.Accuracy:P1}"));
    Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
}

// A zip of numpy arrays of bytes: N x 28 x 28 pictures and N labels.
XRay[] Read(string part)
{
    const int side = XRay.Side;
    byte[] pixels = ReadArray($"{part}_images.npy"), labels = ReadArray($"{part}_labels.npy");
    return [.. labels.Zip(pixels.Chunk(side * side), (label, grays) => new XRay { Image = ToImage(grays), Label = label != 0 })];
}

byte[] ReadArray(string name)
{
    using var zip = ZipFile.OpenRead(file);
    using var content = new MemoryStream();
    using (var entry = zip.GetEntry(name)!.Open())
        entry.CopyTo(content);
    byte[] bytes = content.ToArray();
    // Ten bytes, a header whose length stands in the last two of these, and the values.
    return bytes[(10 + BitConverter.ToUInt16(bytes, 8))..];
}

static MLImage ToImage(byte[] grays) =>
    MLImage.CreateFromPixels(XRay.Side, XRay.Side, MLPixelFormat.Bgra32, [.. grays.SelectMany(gray => new[] { gray, gray, gray, byte.MaxValue })]);

internal sealed class XRay
{
    public const int Side = 28;

    [ImageType(Side, Side)]
    public MLImage? Image { get; set; }

    public bool Label { get; set; }
}
