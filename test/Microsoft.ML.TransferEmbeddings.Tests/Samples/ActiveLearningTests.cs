using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The reviews that the model is least sure of teach it more than random ones.</summary>
public class ActiveLearningTests
{
    [Fact]
    public void LabelsThatTheModelAsksForAreWorthMore()
    {
        string[] lines = FileBasedSample.Run("ActiveLearning").Split('\n');
        double[] random = Accuracies(lines, "at random"), leastSure = Accuracies(lines, "least sure");
        Assert.Equal(8, random.Length);
        // The first batch is the same for both.
        Assert.Equal(random[0], leastSure[0]);
        Assert.True(leastSure[^1] > random[^1], string.Join('\n', lines));
    }

    private static double[] Accuracies(string[] lines, string name) =>
        [.. lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
}
