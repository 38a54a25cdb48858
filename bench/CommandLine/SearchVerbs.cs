using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Search;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>The nearest of many vectors.</summary>
internal static class SearchVerbs
{
    public static IEnumerable<Verb> Create()
    {
        Option<int> vectors = Inputs.Number("--vectors", 1_000_000, "how many vectors are searched");
        Option<int> dimension = Inputs.Number("--dimension", 256, "values of a vector");
        Option<bool> hnsw = new("--hnsw") { Description = "builds a graph beside, which takes many times as long as all the rest", DefaultValueFactory = _ => true };
        Option<int> rounds = Inputs.Rounds();
        var document = Inputs.Document("search");
        var verb = new Verb("search", "exact search, codes and a graph beside the limit of the memory; the table of docs/search.md") { vectors, dimension, hnsw, rounds, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), "search");
            var section = new SearchBenchmark(line.GetValue(vectors), line.GetValue(dimension), line.GetValue(rounds)).Run(line.GetValue(hnsw));
            output.Write("search", $"{Machine.Describe()}\n\n{section.ToMarkdown()}");
        });
        return [verb];
    }
}
