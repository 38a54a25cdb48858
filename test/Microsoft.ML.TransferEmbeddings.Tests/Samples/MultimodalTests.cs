using System.Text.RegularExpressions;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The flowers that come with the sample, each with its photo and its line.</summary>
public sealed partial class MultimodalTests
{
    [Fact]
    public void AHeadThatLivesWithoutAModalityIsBetterWhereOneIsMissing()
    {
        string output = FileBasedSample.Run("Multimodal", SharedFiles.Find("models/efficientnet-lite0"));
        Assert.Contains("30 flowers of 5 kinds", output);
        int[] text = Shares("text alone"), photo = Shares("photo alone"), both = Shares("both"), dropout = Shares("both, with modality dropout"), late = Shares("both, a head for each");
        Assert.True(both[0] > photo[0] && both[1] > text[1], output);
        Assert.True(dropout[1] >= both[1] && dropout[1] > Math.Max(text[1], photo[1]), output);
        Assert.True(late[1] >= both[1] && late[1] > Math.Max(text[1], photo[1]), output);

        int[] Shares(string name) =>
            [.. Percent().Matches(output.Split('\n').Single(line => line.StartsWith($"{name}  ", StringComparison.Ordinal))).Select(match => int.Parse(match.Groups[1].Value))];
    }

    [GeneratedRegex(@"(\d+) %")]
    private static partial Regex Percent();
}
