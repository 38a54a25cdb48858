using System.IO.Compression;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;
using SentimentExperiment;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Images;

/// <summary>The page on images: its tables, each written when it is measured, between markers of its own.</summary>
internal sealed class ImageDocument
{
    private const int FlowerDraws = 20, CifarDraws = 10, PicturesInMemoryTest = 20_000;

    private static readonly int[] FlowerLabels = [10, 30], CifarLabels = [10, 50];

    private readonly string document;
    private readonly Dictionary<string, Func<string>> tables;

    /// <param name="shared">Holds models/efficientnet-lite0 and, in data/images, the flowers and CIFAR-10.</param>
    /// <param name="document">Has the markers of all tables.</param>
    /// <param name="python">One with Pillow and numpy.</param>
    /// <param name="rounds">How often every way of a table of speeds runs.</param>
    public ImageDocument(string shared, string document, string python, int rounds)
    {
        string model = Path.Combine(shared, "models/efficientnet-lite0"), flowers = Path.Combine(shared, "data/images/flowers");
        string cifar = Path.Combine(shared, "data/images/cifar10-jpeg-6k.zip"), speed = $"{MachineDescription.Machine}\n{MachineDescription.Rounds(rounds)}";
        this.document = document;
        tables = new Dictionary<string, Func<string>>
        {
            // First: what the process has in memory is then what pictures need.
            ["memory"] = () => Join(MachineDescription.Machine, ImageMemoryBenchmark.Run(model, new ImageFolder(flowers), PicturesInMemoryTest)),
            ["speed"] = () => Join(speed, ImageStageBenchmark.Run(model, new ImageFolder(flowers), rounds)),
            ["transfer"] = () => Join(MachineDescription.Machine, ImageTransferBenchmark.Run(model, flowers, FlowerLabels, FlowerDraws), RunCifar(model, cifar)),
            // Last: what else is measured does not go with a Python that lacks Pillow.
            ["preparation"] = () => Join(speed, PreparationBenchmark.Run(new ImageFolder(flowers), python, rounds)),
        };
        // A marker that is missing is told now, and not when all is measured.
        foreach (string name in tables.Keys)
            _ = new MarkedSection(document, name);
    }

    /// <param name="only">One of the tables; null for all.</param>
    public void Write(string? only)
    {
        if (only is not null && !tables.ContainsKey(only))
            throw new ArgumentException($"There is no table '{only}'. There are {string.Join(", ", tables.Keys)}.");
        foreach (string name in only is null ? tables.Keys.ToArray() : [only])
        {
            string table = tables[name]();
            Console.WriteLine(table);
            // Read now and not before: the table before it is in the same file.
            new MarkedSection(document, name).Write(table);
        }
    }

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
