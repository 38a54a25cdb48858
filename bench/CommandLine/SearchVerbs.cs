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
        Option<int> graph = Inputs.Number("--graph", 200_000, "how many vectors a graph is built of, which takes many times as long as all the rest; 0 for none, and of all in the same run with the number of --vectors");
        Option<int> rounds = Inputs.Rounds();
        var document = Inputs.Document("search");
        var verb = new Verb("search", "exact search, codes and a graph beside the limit of the memory; the table of docs/search.md") { vectors, dimension, graph, rounds, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), "search");
            int all = line.GetValue(vectors), inGraph = line.GetValue(graph);
            var sections = new List<Section> { Measure(all, withGraph: inGraph == all) };
            if (inGraph > 0 && inGraph != all)
                sections.Add(Measure(inGraph, withGraph: true));
            output.Write("search", $"{Machine.Describe()}\n\n{string.Join('\n', sections.Select(section => section.ToMarkdown()))}");

            Section Measure(int count, bool withGraph) => new SearchBenchmark(count, line.GetValue(dimension), line.GetValue(rounds)).Run(withGraph);
        });
        return [verb];
    }
}
