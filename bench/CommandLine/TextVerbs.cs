using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Allocations;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Generators;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Quantization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.StaticText;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Tokenization;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>How fast texts become vectors.</summary>
internal static class TextVerbs
{
    public static IEnumerable<Verb> Create() =>
    [
        All(),
        OnModel("text-onnx", "a transformer network, beside ONNX Runtime and ApplyOnnxModel",
            (model, texts, rounds) => OnnxTextBenchmark.Run(model, texts.Take(OnnxTextBenchmark.TextCount), rounds)),
        OnModel("batch-sizes", "the same with several settings of MaxBatchTokens",
            (model, texts, rounds) => BatchSizeBenchmark.Run(model, texts.Take(OnnxTextBenchmark.TextCount), rounds)),
        OnModel("quantization", "8-bit weights beside Float weights",
            (model, texts, rounds) => QuantizationBenchmark.Run(model, texts.Take(OnnxTextBenchmark.TextCount), rounds)),
        OnModel("tokenizers", "text to token ids, beside Microsoft.ML.Tokenizers", TokenizerBenchmark.Run),
        OnModel("allocations", "managed memory per row", (model, texts, _) => AllocationBenchmark.Run(model, texts)),
        Static(),
        Generators(),
    ];

    private static Verb OnModel(string name, string description, Func<string, TextCorpus, int, Section> run)
    {
        Option<DirectoryInfo> model = Inputs.Model();
        Option<FileInfo> texts = Inputs.Texts();
        Option<int> rounds = Inputs.Rounds();
        var verb = new Verb(name, description) { model, texts, rounds };
        verb.SetAction(line => Print(run(line.GetRequiredValue(model).FullName, Inputs.ReadTexts(line, texts), line.GetValue(rounds))));
        return verb;
    }

    private static Verb Static()
    {
        var model = Inputs.OtherModel("a Model2Vec folder; the model inside the package by default");
        var texts = Inputs.File("--texts", "a text a line, or a .csv with a header and the texts in its first column; questions of a customer by default");
        Option<int> rounds = Inputs.Rounds();
        var verb = new Verb("text-static", "a static model beside FeaturizeText") { model, texts, rounds };
        verb.SetAction(line =>
        {
            var encoder = line.GetValue(model) is { } folder ? TextEmbeddingModel.FromDirectory(folder.FullName) : null;
            var corpus = line.GetValue(texts) is { } file ? TextCorpus.Read(file.FullName) : BuiltInTexts.Create();
            foreach (var section in StaticTextBenchmark.Run(encoder, corpus, line.GetValue(rounds)))
                Print(section);
        });
        return verb;
    }

    /// <summary>The tables of docs/extensions-ai.md.</summary>
    private static Verb Generators()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        Option<int> rounds = Inputs.Rounds();
        var document = Inputs.Document("generators");
        var verb = new Verb("generators", "a generator that 16 threads share, and one that a caller has alone, those of docs/extensions-ai.md") { shared, rounds, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), "generators");
            var folder = new SharedFolder(line.GetRequiredValue(shared).FullName);
            int count = line.GetValue(rounds);
            using var network = TextEmbeddingModel.FromDirectory(folder.MiniLM);
            Section[] sections =
            [
                new("Where and how", $"{Machine.Describe()}\n{InterleavedRounds.Describe(count)}"),
                .. GeneratorBenchmark.Run("all-MiniLM-L6-v2", network, folder.Banking.Take(OnnxTextBenchmark.TextCount), 200, count),
                .. GeneratorBenchmark.Run("the model inside the package", TextEmbeddingModel.Default, folder.Banking, 2_000, count),
            ];
            output.Write("generators", string.Join('\n', sections.Select(section => section.ToMarkdown())));
        });
        return verb;
    }

    /// <summary>The tables of docs/benchmarks.md.</summary>
    private static Verb All()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        Option<int> rounds = Inputs.Rounds();
        var document = Inputs.Document("table");
        var verb = new Verb("texts", "all tables on texts, those of docs/benchmarks.md") { shared, rounds, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), "table");
            var sections = Sections(new SharedFolder(line.GetRequiredValue(shared).FullName), line.GetValue(rounds));
            output.Write("table", string.Join('\n', sections.Select(section => section.ToMarkdown())));
        });
        return verb;
    }

    private static Section[] Sections(SharedFolder shared, int rounds) =>
    [
        new("Where and how", $"{Machine.Describe()}\n{InterleavedRounds.Describe(rounds)}"),
        OnnxTextBenchmark.Run(shared.MiniLM, shared.Banking.Take(OnnxTextBenchmark.TextCount), rounds),
        OnnxTextBenchmark.Run(shared.MiniLM, shared.Mixed, rounds),
        QuantizationBenchmark.Run(shared.MiniLM, shared.Banking.Take(OnnxTextBenchmark.TextCount), rounds),
        TokenizerBenchmark.Run(shared.MiniLM, shared.Banking, rounds),
        .. StaticTextBenchmark.Run(model: null, shared.Banking, rounds),
        AllocationBenchmark.Run(shared.MiniLM, shared.Banking),
    ];

    private static void Print(Section section) => Console.WriteLine(section.ToMarkdown());
}
