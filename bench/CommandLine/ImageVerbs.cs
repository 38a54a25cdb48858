using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Images;
using Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>How fast pictures become vectors, and what is learned from these.</summary>
internal static class ImageVerbs
{
    public static IEnumerable<Verb> Create() => [All(), Speed(), Transfer(), Memory(), Preparation(), XRays()];

    /// <summary>The tables of docs/images.md.</summary>
    private static Verb All()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        var only = new Option<string?>("--only") { Description = "one of the tables" }.AcceptOnlyFromAmong([.. ImageTables.Names]);
        var document = Inputs.Document([.. ImageTables.Names]);
        Option<string> python = Python();
        Option<int> rounds = Inputs.Rounds();
        const string description = "all tables on pictures, those of docs/images.md; preparation wants one processor (taskset -c 1): ML.NET's stages take two";
        var verb = new Verb("images", description) { shared, only, document, python, rounds };
        verb.SetAction(line =>
        {
            var names = line.GetValue(only) is { } name ? [name] : ImageTables.Names;
            var output = new Output(line.GetValue(document), names);
            var tables = new ImageTables(line.GetRequiredValue(shared).FullName, line.GetRequiredValue(python), line.GetValue(rounds));
            foreach (string table in names)
                output.Write(table, tables.Measure(table));
        });
        return verb;
    }

    private static Verb Speed()
    {
        Option<DirectoryInfo> model = Model(), images = Images();
        Option<int> rounds = Inputs.Rounds();
        var verb = new Verb("images-speed", "a vision network in a pipeline, beside ML.NET's stages and ONNX Runtime") { model, images, rounds };
        verb.SetAction(line => Console.WriteLine(
            ImageStageBenchmark.Run(line.GetRequiredValue(model).FullName, Pictures(line, images), line.GetValue(rounds)).ToMarkdown()));
        return verb;
    }

    private static Verb Transfer()
    {
        Option<DirectoryInfo> model = Model(), images = Inputs.Folder("--images", "pictures, a folder for each class");
        Option<int> few = Inputs.Number("--few", 10, "labels per class"), many = Inputs.Number("--many", 50, "labels per class");
        Option<int> draws = Inputs.Number("--draws", 10, "draws, of which the mean is taken");
        var verb = new Verb("images-transfer", "accuracy with few labels, beside raw pixels") { model, images, few, many, draws };
        verb.SetAction(line =>
        {
            int[] labels = [line.GetValue(few), line.GetValue(many)];
            string network = line.GetRequiredValue(model).FullName, folder = line.GetRequiredValue(images).FullName;
            Console.WriteLine(ImageTransferBenchmark.Run(network, folder, labels, line.GetValue(draws)).ToMarkdown());
        });
        return verb;
    }

    private static Verb Memory()
    {
        Option<DirectoryInfo> model = Model(), images = Images();
        Option<int> rows = Inputs.Number("--rows", 20_000, "pictures, the same ones again and again");
        var verb = new Verb("images-memory", "memory over many pictures") { model, images, rows };
        verb.SetAction(line => Console.WriteLine(
            ImageMemoryBenchmark.Run(line.GetRequiredValue(model).FullName, Pictures(line, images), line.GetValue(rows)).ToMarkdown()));
        return verb;
    }

    private static Verb Preparation()
    {
        Option<DirectoryInfo> images = Images();
        Option<string> python = Python();
        Option<int> rounds = Inputs.Rounds();
        const string description = "decoding and preparing alone, beside Pillow and ML.NET's stages; run from the repository's root";
        var verb = new Verb("images-prepare", description) { images, python, rounds };
        verb.SetAction(line => Console.WriteLine(
            PreparationBenchmark.Run(Pictures(line, images), line.GetRequiredValue(python), line.GetValue(rounds)).ToMarkdown()));
        return verb;
    }

    private static Verb XRays()
    {
        const string section = "xrays";
        Option<DirectoryInfo> model = Model();
        var data = new Option<FileInfo>("--data")
        {
            Description = "pneumoniamnist.npz of MedMNIST, of which train and val are read; the default is the repository's sample of it, seen from its root",
            DefaultValueFactory = _ => new FileInfo("samples/data/pneumonia/pneumoniamnist-sample.npz"),
        }.AcceptExistingOnly();
        var test = Inputs.File("--test", "a file with the official test part, test_images and test_labels");
        var layers = new Option<string[]>("--layers")
        {
            Description = "inner layers of the network; chosen by cross-validation by default",
            AllowMultipleArgumentsPerToken = true,
        };
        var sheet = new Option<FileInfo>("--sheet") { Description = "an SVG file for pictures of the surest right and wrong answers" };
        var document = Inputs.Document(section);
        const string description = "pneumonia in chest X-rays, by a network that has seen photographs, beside raw pixels";
        var verb = new Verb("x-rays", description) { model, data, test, layers, sheet, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), section);
            using var network = ImageEmbeddingModel.FromDirectory(line.GetRequiredValue(model).FullName);
            var report = new DiagnosisReport(line.GetRequiredValue(data).FullName, line.GetValue(test)?.FullName);
            output.Write(section, report.Measure(network, line.GetValue(layers) is { Length: > 0 } named ? named : null, line.GetValue(sheet)?.FullName));
        });
        return verb;
    }

    private static Option<DirectoryInfo> Model() =>
        Inputs.Folder("--model", "a vision network: a folder with an ONNX graph and preprocessor_config.json (or timm's config.json)");

    private static Option<DirectoryInfo> Images() => Inputs.Folder("--images", "pictures, in folders or not");

    private static Option<string> Python() => new("--python") { Description = "a Python with Pillow and numpy", DefaultValueFactory = _ => "python3" };

    private static ImageFolder Pictures(ParseResult line, Option<DirectoryInfo> images) => new(line.GetRequiredValue(images).FullName);
}
