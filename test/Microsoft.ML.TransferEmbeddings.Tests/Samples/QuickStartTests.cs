namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The first command of the README does what it says.</summary>
public class QuickStartTests
{
    [Fact]
    public void ATableAZipAndAClassifiedSentence()
    {
        using var folder = new TemporaryFolder();
        string output = FreshProcess.Run("QuickStart.dll", "--zip", folder["sentiment.zip"], "The food was wonderful and the waiter was very kind.", "The soup was cold and the waiter was rude.");

        string[] lines = output.Split('\n', StringSplitOptions.TrimEntries);
        foreach (int labels in new[] { 4, 8, 16, 32, 64, 400 })
            Assert.Contains(lines, line => line.StartsWith($"{labels} ") && line.Count(c => c == '±') == 3);
        Assert.True(new FileInfo(folder["sentiment.zip"]).Length > 1_000_000);
        Assert.Contains(lines, line => line.StartsWith("positive") && line.EndsWith("The food was wonderful and the waiter was very kind."));
        Assert.Contains(lines, line => line.StartsWith("negative") && line.EndsWith("The soup was cold and the waiter was rude."));
    }
}
