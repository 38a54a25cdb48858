using Microsoft.ML.TransferEmbeddings.Tests.Docs;

namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>docs/getting-started.md as a newcomer follows it: its three files in an empty folder, the packages from a feed, one command.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class GettingStartedTests(PackedLibrary library)
{
    private const string Page = "docs/getting-started.md";

    [Fact]
    public async Task TheFilesOfThePageAreAProgram()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, Page));
        string[] xml = [.. page.Split("```xml\n")[1..].Select(block => block.Split("\n```")[0])];
        var program = new MarkdownPage(Page).Blocks[0].Code;
        Assert.Equal(2, xml.Length);
        Assert.Contains("value=\"feed\"", xml[0]);
        Assert.Contains("Version=\"0.1.0\"", xml[1]);

        string folder = library.NewFile("getting-started");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "NuGet.config"), xml[0].Replace("value=\"feed\"", "value=\"../feed\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "Sentiment.csproj"), xml[1].Replace("Version=\"0.1.0\"", $"Version=\"{library.Version}\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);

        string output = await DotNet.RunAsync(folder, "build", "--nologo", "--disable-build-servers", "-o", "out");
        Assert.Contains("0 Warning(s)", output);
        string printed = await DotNet.RunAsync(folder, Path.Combine(folder, "out", "Sentiment.dll"));
        Assert.Equal(["True", "False"], printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
