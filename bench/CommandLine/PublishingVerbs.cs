using Microsoft.ML.TransferEmbeddings.Benchmarks.Publishing;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Programs as they are shipped.</summary>
internal static class PublishingVerbs
{
    private const string Table = "table";

    public static IEnumerable<Verb> Create() => [Publish()];

    /// <summary>The table of docs/publishing.md.</summary>
    private static Verb Publish()
    {
        var document = Inputs.Document(Table);
        var verb = new Verb("publish", "publishes a small program in every way, from the repository's root, and runs it: the table of docs/publishing.md") { document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Table);
            using var progress = new ProgressLine();
            output.Write(Table, $"{PublishingTable.Create(Directory.GetCurrentDirectory(), progress.Report)}\n{Machine.Describe()}");
        });
        return verb;
    }
}
