using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>The sample runs with nothing at hand, and with a network.</summary>
public class FineTuneTests
{
    [Fact]
    public void TheEncoderInsideThePackageLearns() => AssertRuns();

    [Fact]
    public void ANetworkLearns() => AssertRuns(MiniLM.Folder, "3");

    [Fact]
    public void HelpIsALine() => Assert.StartsWith("FineTune [MODEL [STEPS]]", FreshProcess.RunSample("FineTune.dll", "--help"));

    private static void AssertRuns(params string[] arguments)
    {
        string[] lines = FreshProcess.RunSample("FineTune.dll", arguments).Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains("Accuracy on 968 reviews that were not trained on, with 32 labels:", lines);
        Assert.InRange(Percent("before"), 60, 95);
        Assert.InRange(Percent("after"), 60, 95);
        Assert.Contains(lines, line => line.StartsWith("positive") && line.EndsWith("The food was wonderful and the waiter was very kind."));
        Assert.Equal("TorchSharp was not loaded.", lines[^1]);

        double Percent(string name) =>
            double.Parse(lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
