using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.TorchSteps;
using Reporting;
using TorchSharp;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>What a step of a fine-tuning takes.</summary>
internal static class TorchVerbs
{
    public static IEnumerable<Verb> Create()
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
        return [verb];
    }
}
