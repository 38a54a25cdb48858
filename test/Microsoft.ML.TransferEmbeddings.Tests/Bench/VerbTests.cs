using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.Bench;

/// <summary>The command line of the benchmarks, and what the pages say of it.</summary>
public partial class VerbTests
{
    private const string FirstVerb = "readme";

    private static readonly Lazy<string> Help = new(() => Benchmarks.Run("--help"));

    private static IEnumerable<string> Verbs => Verb().Matches(Help.Value[Help.Value.IndexOf("Commands:")..]).Select(match => match.Groups[1].Value);

    [Fact]
    public void EveryVerbHasHelp()
    {
        Assert.Contains(FirstVerb, Verbs);
        foreach (string verb in Verbs)
            Assert.Contains("Usage:", Benchmarks.Run(verb, "--help"));
    }

    /// <summary>A verb that a page or a Python script names is there.</summary>
    [Fact]
    public void PagesNameVerbsThatExist()
    {
        string[] pages =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"),
            Path.Combine(Repository.Root, "README.md"), Path.Combine(Repository.Root, "CONTRIBUTING.md"),
        ];
        string[] named = [.. pages.SelectMany(page => Named().Matches(File.ReadAllText(page))).Select(match => match.Groups[1].Value)];
        Assert.True(named.Length > 10, string.Join(' ', named));
        Assert.Empty(named.Except(Verbs));
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        using var unknown = Benchmarks.Start("few-labels", "--data", ".", "--model", ".", "--only", "Nothing");
        Assert.Contains("'Nothing'", unknown.WaitForFailure());
    }

    /// <summary>Before the long run and not after it.</summary>
    [Fact]
    public void ADocumentWithoutMarkersIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["page.md"], "no markers");
        using var process = Benchmarks.Start(FirstVerb, "--reviews", folder["page.md"], "--document", folder["page.md"]);
        Assert.Contains("<!-- table:begin -->", process.WaitForFailure());
    }

    [GeneratedRegex(@"^  ([a-z][a-z0-9-]*)  ", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"--project bench -- ([a-z][\w-]*)")]
    private static partial Regex Named();
}
