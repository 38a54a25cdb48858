using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Fuzz;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>Files that are damaged on purpose.</summary>
internal static class FuzzVerbs
{
    private const string Table = "fuzz";

    public static IEnumerable<Verb> Create() => [Fuzz()];

    /// <summary>The table of docs/security.md.</summary>
    private static Verb Fuzz()
    {
        var format = new Option<string[]>("--format") { Description = "some of the formats; all by default", AllowMultipleArgumentsPerToken = true }
            .AcceptOnlyFromAmong([.. FuzzedFormats.Names]);
        Option<int> count = Inputs.Number("--count", 30_000, "damaged files of each format"), imageCount = Inputs.Number("--image-count", 100_000, "of those of pictures"), seed = Inputs.Number("--seed", 1, "other damage for other seeds");
        var output = new Option<DirectoryInfo>("--out") { Description = "a folder for files with a defect", DefaultValueFactory = _ => new DirectoryInfo("fuzz-defects") };
        var document = Inputs.Document(Table);
        // Where a format's process begins, and where it says how far it is.
        var first = new Option<int>("--first") { Hidden = true };
        var current = new Option<FileInfo?>("--current") { Hidden = true };
        const string description = "damaged files of every format, which are made here: read or refused, in what time and memory; a process for each format";
        var verb = new Verb("fuzz", description) { format, count, imageCount, seed, output, document, first, current };
        verb.SetAction(line =>
        {
            string[] formats = line.GetValue(format) is { Length: > 0 } named ? named : [.. FuzzedFormats.Names];
            string folder = line.GetRequiredValue(output).FullName;
            if (line.GetValue(current) is { } file)
            {
                new FuzzChild(file.FullName).Run(formats[0], line.GetValue(first), line.GetValue(count), line.GetValue(seed), folder);
                return;
            }
            var page = new Output(line.GetValue(document), Table);
            using var progress = new ProgressLine();
            page.Write(Table, new FuzzTable(line.GetValue(seed), folder).Measure(formats, name => line.GetValue(FuzzedFormats.IsPicture(name) ? imageCount : count), progress.Report));
        });
        return verb;
    }
}
