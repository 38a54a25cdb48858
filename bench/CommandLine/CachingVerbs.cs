using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Caching;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>What is computed once, and what that is worth.</summary>
internal static class CachingVerbs
{
    public static IEnumerable<Verb> Create()
    {
        Option<DirectoryInfo> model = Inputs.Model();
        Option<FileInfo> texts = Inputs.Texts();
        Option<int> rounds = Inputs.Rounds();
        var document = Inputs.Document("table");
        var verb = new Verb("cache", "trainers with the vectors of a cache, and what a cache costs; the tables of docs/computed-once.md") { model, texts, rounds, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), "table");
            using var network = TextEmbeddingModel.FromDirectory(line.GetRequiredValue(model).FullName);
            string name = line.GetRequiredValue(model).Name;
            var corpus = Inputs.ReadTexts(line, texts);
            corpus = corpus with { Texts = [.. corpus.Texts.Distinct()] };
            int times = line.GetValue(rounds);
            Section[] sections =
            [
                new TrainerTable(network, corpus, times).Run(),
                LayerTables.Misses(name, network, corpus.Take(4_096), times),
                LayerTables.Misses("the model inside the package", TextEmbeddingModel.Default, Many(corpus), times),
                LayerTables.Hits(name, network, corpus.Take(4_096), times),
                LayerTables.Hits("the model inside the package", TextEmbeddingModel.Default, Many(corpus), times),
            ];
            output.Write("table", $"{Machine.Describe()}\n\n{string.Join('\n', sections.Select(section => section.ToMarkdown()))}");
        });
        return [verb];
    }

    /// <summary>Different texts enough for an encoder that takes microseconds.</summary>
    private static TextCorpus Many(TextCorpus corpus) => corpus with { Texts = [.. corpus.Texts.SelectMany(text => new[] { text, $"{text} Please.", $"Hello, {text}", $"Well, {text}" }).Distinct()] };
}
