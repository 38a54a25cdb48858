using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Multimodal;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Texts and images together.</summary>
internal static class MultimodalVerbs
{
    public static IEnumerable<Verb> Create()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        var document = Inputs.Document("table");
        var verb = new Verb("multimodal", "classifiers on texts, images and both, with halves missing, and the bridge between two encoders; the tables of docs/multimodal.md") { shared, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), "table");
            var corpus = new GlossCorpus(line.GetRequiredValue(shared).FullName);
            using var progress = new ProgressLine();
            Section[] sections = [new FusionTable(corpus, progress.Report).Measure(), new BridgeTable(corpus).Measure()];
            output.Write("table", $"{string.Join('\n', sections.Select(section => section.ToMarkdown()))}\n{Machine.Describe()}");
        });
        return [verb];
    }
}
