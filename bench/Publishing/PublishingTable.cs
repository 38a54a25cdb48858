using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Publishing;

/// <summary>In which ways a program with a stage of this package can be published, beside one with ML.NET's own stages alone.</summary>
internal static class PublishingTable
{
    /// <param name="repository">The root of the repository: its projects are referenced.</param>
    /// <param name="report">Is told the way that is tried.</param>
    public static string Create(string repository, Action<string> report)
    {
        string folder = Directory.CreateTempSubdirectory("publishing-").FullName;
        try
        {
            // Nothing of the repository's own settings holds there.
            foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
                File.WriteAllText(Path.Combine(folder, file), "<Project />");
            string core = Path.Combine(repository, "src/Microsoft.ML.TransferEmbeddings/Microsoft.ML.TransferEmbeddings.csproj");
            var ours = new PublishedProgram(
                folder, "Embedding", $"<ProjectReference Include=\"{core}\" />", "ml.Transforms.Text.EmbedText(\"Features\", \"Text\")");
            var theirs = new PublishedProgram(
                folder, "Words", "<PackageReference Include=\"Microsoft.ML\" Version=\"6.0.0\" />", "ml.Transforms.Text.FeaturizeText(\"Features\", \"Text\")");
            var rows = PublishingMode.All.Select(mode =>
            {
                report(mode.Name);
                string properties = mode.Properties.Count == 0 ? "" : string.Join(" ", mode.Properties.Select(property => $"`{property}`"));
                return (string[])[mode.Name, properties, YesOrNo(ours.Works(mode)), YesOrNo(theirs.Works(mode))];
            });
            return new MarkdownTable(["Way", "Properties", "`EmbedText`", "ML.NET's `FeaturizeText`"], [.. rows]) { TextColumns = 4 }.ToMarkdown();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string YesOrNo(bool works) => works ? "works" : "fails";
}
