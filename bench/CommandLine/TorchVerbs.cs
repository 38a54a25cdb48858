using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;
using Microsoft.ML.TransferEmbeddings.Benchmarks.FineTuning;
using Microsoft.ML.TransferEmbeddings.Benchmarks.ImageTuning;
using Microsoft.ML.TransferEmbeddings.Benchmarks.TorchSteps;
using Microsoft.ML.TransferEmbeddings.Benchmarks.XRays;
using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;
using Reporting;
using TorchSharp;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>What a fine-tuning brings, and what a step of it takes.</summary>
internal static class TorchVerbs
{
    public static IEnumerable<Verb> Create() => [Step(), Table(), Images()];

    private static Verb Step()
    {
        Option<DirectoryInfo> model = Inputs.Model();
        Option<int> rounds = Inputs.Rounds();
        var threads = new Option<int>("--threads") { Description = "threads of PyTorch", DefaultValueFactory = _ => Environment.ProcessorCount };
        var verb = new Verb("torch-step", "a training step of a text encoder: 16 texts of 16 and of 64 tokens; bench/python/torch_step.py is its peer") { model, rounds, threads };
        verb.SetAction(line =>
        {
            using var encoder = TextEmbeddingModel.FromDirectory(line.GetRequiredValue(model).FullName);
            using var benchmark = new TorchStepBenchmark(encoder);
            torch.set_num_threads(line.GetValue(threads));
            new Output(null, "table").Write("table", $"{Machine.Describe()}\n\n{benchmark.Run([(16, 16), (16, 64)], line.GetValue(rounds)).ToMarkdown()}");
        });
        return verb;
    }

    /// <summary>The table of docs/fine-tuning.md.</summary>
    private static Verb Table()
    {
        const string section = "fine-tuning";
        Option<DirectoryInfo> shared = Inputs.Shared(), model = Inputs.Model();
        var only = new Option<string[]>("--only") { Description = "data sets", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. DataSet.All] }.AcceptOnlyFromAmong([.. DataSet.All]);
        var labels = new Option<int[]>("--labels") { Description = "for each class", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [8, 16] };
        Option<int> draws = Inputs.Number("--draws", 5, "draws, of the seeds from 1 on");
        var choosing = new Option<bool>("--on-training-rows") { Description = "tests other settings on other rows of the training parts, with other seeds: what the settings were chosen on" };
        var results = new Option<FileInfo>("--results") { Description = "a file that gets each result as it comes; those that are there are not measured again", Required = true };
        var document = Inputs.Document(section);
        const string description = "tuned encoders beside frozen ones on few labels, the table of docs/fine-tuning.md; hours of processor time";
        var verb = new Verb("fine-tuning", description) { shared, model, only, labels, draws, choosing, results, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), section);
            TorchLibrary.Require();
            // One thread: the same weights each time.
            torch.set_num_threads(1);
            using var encoder = TextEmbeddingModel.FromDirectory(line.GetRequiredValue(model).FullName);
            using var progress = new ProgressLine();
            string folder = Path.Combine(line.GetRequiredValue(shared).FullName, "data/text");
            var table = new FineTuningTable(folder, line.GetValue(choosing), new TuningResults(line.GetRequiredValue(results).FullName), progress.Report);
            table.Measure(encoder, line.GetRequiredValue(only), line.GetRequiredValue(labels), line.GetValue(draws));
            output.Write(section, $"{table.ToMarkdown()}\n{Machine.Describe()}");
        });
        return verb;
    }

    private static Verb Images()
    {
        const string section = "tuned-images";
        Option<DirectoryInfo> model = Inputs.Folder("--model", "a vision network: a folder with an ONNX graph and preprocessor_config.json (or timm's config.json)");
        var data = new Option<FileInfo>("--data") { Description = "pneumoniamnist.npz of MedMNIST, of which train and val are read", Required = true }.AcceptExistingOnly();
        var layers = new Option<string[]>("--layers") { Description = "inner layers of the network", AllowMultipleArgumentsPerToken = true, Required = true };
        var onTraining = new Option<bool>("--choose") { Description = "test on a fifth of the training part: what settings are chosen on" };
        Option<int> seeds = Inputs.Number("--seeds", 3, "trainings, of which the mean is taken"), rows = Inputs.Number("--rows", int.MaxValue, "pictures to train on at most");
        Option<int> epochs = Inputs.Number("--epochs", new ImageFineTuningOptions().Epochs, "passes over the pictures");
        var rate = new Option<double>("--learning-rate") { Description = "the highest one", DefaultValueFactory = _ => new ImageFineTuningOptions().LearningRate };
        var flips = new Option<bool>("--flips") { Description = "mirror pictures" };
        var augmented = new Option<bool>("--augment") { Description = "cut and turn pictures", DefaultValueFactory = _ => true };
        var document = Inputs.Document(section);
        var verb = new Verb("fine-tuning-images", "chest X-rays: a network whose last stage is tuned, beside the untrained one")
        {
            model, data, layers, onTraining, seeds, rows, epochs, rate, flips, augmented, document,
        };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), section);
            TorchLibrary.Require();
            // One thread: the same weights each time.
            torch.set_num_threads(1);
            using var network = ImageEmbeddingModel.FromDirectory(line.GetRequiredValue(model).FullName);
            string file = line.GetRequiredValue(data).FullName;
            IReadOnlyList<XRay> training = PneumoniaMnist.Read(file, "train"), test = line.GetValue(onTraining) ? [] : PneumoniaMnist.Read(file, "val");
            if (line.GetValue(onTraining))
                (training, test) = ([.. training.Where((_, i) => i % 5 != 0)], [.. training.Where((_, i) => i % 5 == 0)]);
            XRay[] shuffled = [.. training];
            new Random(1).Shuffle(shuffled);
            var options = new ImageFineTuningOptions
            {
                Epochs = line.GetValue(epochs),
                LearningRate = line.GetValue(rate),
                Augmentation = line.GetValue(augmented) ? new ImageAugmentation { HorizontalFlip = line.GetValue(flips) } : ImageAugmentation.None,
                Progress = new Steadily(),
            };
            string[] inner = line.GetRequiredValue(layers);
            var table = new ImageTuningTable(network, inner, options, Console.Error.WriteLine);
            output.Write(section, $"{table.Measure([.. shuffled.Take(line.GetValue(rows))], test, line.GetValue(seeds))}\n{Machine.Describe()}");
        });
        return verb;
    }

    private sealed class Steadily : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value)
        {
            if (value.Step % 20 == 0)
                Console.Error.WriteLine($"step {value.Step} of {value.Steps}, loss {value.Loss:F4}, {value.Remaining.TotalSeconds:F0} s left");
        }
    }
}
