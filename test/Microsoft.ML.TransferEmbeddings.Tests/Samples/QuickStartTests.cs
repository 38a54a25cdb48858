using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The first command of the README does what it says.</summary>
public class QuickStartTests
{
    [Fact]
    public void ACurveAZipAndClassifiedSentences()
    {
        using var folder = new TemporaryFolder();
        string[] lines = FreshProcess.RunSample("QuickStart.dll", folder["sentiment.zip"]).Split('\n', StringSplitOptions.TrimEntries);

        Assert.Contains(lines, line => line.Contains("| 4 | 8 | 16 | 32 | 64 | 400 |"));
        double[] embedder = Means(lines, "embedder"), ngrams = Means(lines, "FeaturizeText"), both = Means(lines, "both");
        Assert.Equal([6, 6, 6], [embedder.Length, ngrams.Length, both.Length]);
        Assert.All(embedder.Zip(ngrams), means => Assert.True(means.First > means.Second, string.Join('\n', lines)));
        Assert.True(new FileInfo(folder["sentiment.zip"]).Length > 1_000_000);
        Assert.Contains(lines, line => line.StartsWith("positive") && line.EndsWith("The food was wonderful and the waiter was very kind."));
        Assert.Contains(lines, line => line.StartsWith("negative") && line.EndsWith("We waited for an hour, and then the soup was cold."));
    }

    [Fact]
    public void HelpIsALine() => Assert.StartsWith("QuickStart [ZIP]", FreshProcess.RunSample("QuickStart.dll", "--help"));

    private static double[] Means(string[] lines, string pipeline) =>
        [.. lines.Single(line => line.StartsWith($"| {pipeline} |", StringComparison.Ordinal)).Split('|')[2..^1]
            .Select(cell => double.Parse(cell.Split('±')[0], CultureInfo.InvariantCulture))];
}
