namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The sample answers with the place that the answer stands in.</summary>
public sealed class AskDocumentsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnAnswerComesWithItsSource()
    {
        Directory.CreateDirectory(folder["pages"]);
        File.WriteAllText(Path.Combine(folder["pages"], "cats.md"), "# Cats\n\nA cat sleeps most of the day.\n\nIt purrs when it is content.\n");
        File.WriteAllText(
            Path.Combine(folder["pages"], "trains.md"), "# Trains\n\nThe express train to the north leaves from platform nine.\n\n```\nno text, but code\n```\n\n## Tickets\n\nTickets for the train are sold at the counter.\n");
        string output = FileBasedSample.Run("AskDocuments", "Where can I buy a railway ticket?", "--folder", folder["pages"]);
        Assert.Contains("3 chunks of 2 pages", output);
        Assert.Equal("trains.md:11", output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2].Split(' ')[0]);
        Assert.DoesNotContain("no text, but code", output);
    }

    [Fact]
    public void ASecondRunEncodesOnlyWhatHasChanged()
    {
        Directory.CreateDirectory(folder["pages"]);
        Write("a", "One paragraph.");
        Write("b", "A third one.");
        Assert.Contains("2 chunks of 2 pages, 2 of them encoded now", Ask());
        Write("b", "Another paragraph.");
        Write("c", "The third one is here.");
        File.Delete(folder["pages/a.md"]);
        string output = Ask();
        Assert.Contains("2 chunks of 2 pages, 2 of them encoded now", output);
        Assert.DoesNotContain("a.md", output);
        Assert.Contains("2 chunks of 2 pages, 0 of them encoded now", Ask());

        string Ask() => FileBasedSample.Run("AskDocuments", "--folder", folder["pages"], "--store", folder["pages.duckdb"]);

        void Write(string name, string text) => File.WriteAllText(folder[$"pages/{name}.md"], $"# {name}\n\n{text}\n");
    }

    [Fact]
    public void TheRepositorysPagesAreTheDefault() => Assert.Contains(".md:", FileBasedSample.Run("AskDocuments"));
}
