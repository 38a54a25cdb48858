using System.IO.Compression;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>The tables of the page on images, each with a name of its own.</summary>
internal sealed class ImageTables
{
    private const int FlowerDraws = 20, CifarDraws = 10, PicturesInMemoryTest = 20_000;

    private static readonly int[] FlowerLabels = [10, 30], CifarLabels = [10, 50];

    private readonly Dictionary<string, Func<string>> tables;

    /// <param name="shared">Holds models/efficientnet-lite0 and, in data/images, the flowers and CIFAR-10.</param>
    /// <param name="python">One with Pillow and numpy.</param>
    /// <param name="rounds">How often every way of a table of speeds runs.</param>
    public ImageTables(string shared, string python, int rounds)
    {
        string model = Path.Combine(shared, "models/efficientnet-lite0"), flowers = Path.Combine(shared, "data/images/flowers");
        string cifar = Path.Combine(shared, "data/images/cifar10-jpeg-6k.zip"), speed = $"{Machine.Describe()}\n{InterleavedRounds.Describe(rounds)}";
        tables = new Dictionary<string, Func<string>>
        {
            ["memory"] = () => Join(Machine.Describe(), ImageMemoryBenchmark.Run(model, new ImageFolder(flowers), PicturesInMemoryTest)),
            ["speed"] = () => Join(speed, ImageStageBenchmark.Run(model, new ImageFolder(flowers), rounds)),
            ["transfer"] = () => Join(Machine.Describe(), ImageTransferBenchmark.Run(model, flowers, FlowerLabels, FlowerDraws), RunCifar(model, cifar)),
            ["preparation"] = () => Join(speed, PreparationBenchmark.Run(new ImageFolder(flowers), python, rounds)),
        };
    }

    /// <summary>Memory first: what the process has is then what pictures need. Preparation last: without Pillow all but it is measured.</summary>
    public static IReadOnlyList<string> Names { get; } = ["memory", "speed", "transfer", "preparation"];

    public string Measure(string name) => tables[name]();

    private static Section RunCifar(string model, string zip)
    {
        var folder = Directory.CreateTempSubdirectory("transfer-embeddings-bench-");
        try
        {
            string images = Path.Combine(folder.FullName, "CIFAR-10");
            ZipFile.ExtractToDirectory(zip, images);
            return ImageTransferBenchmark.Run(model, images, CifarLabels, CifarDraws);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Join(string machine, params Section[] sections) => $"{string.Join('\n', sections.Select(section => section.ToMarkdown()))}\n{machine}";
}
