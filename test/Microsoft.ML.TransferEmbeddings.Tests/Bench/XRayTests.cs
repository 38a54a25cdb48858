using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Tests.Bench;

/// <summary>The benchmark on X-rays with the pictures of the samples.</summary>
public sealed class XRayTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples/data/pneumonia/pneumoniamnist-sample.npz");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Layers are chosen where none are named, and another part is tested on.</summary>
    [Fact]
    public void LayersAreChosenAndTheTestPartIsAFile()
    {
        new TinyModels.TinyVisionModel().Write(folder["model"]);
        WriteTestPart(Sample, folder["test.npz"]);
        File.WriteAllText(folder["page.md"], "before\n<!-- xrays:begin -->\nold\n<!-- xrays:end -->\nafter\n");
        string output = Benchmarks.Run(
            "x-rays", "--model", folder["model"], "--data", Sample, "--test", folder["test.npz"], "--sheet", folder["sheet.svg"], "--document", folder["page.md"]);
        Assert.Contains("120 to validate, 120 to test.", output);
        Assert.Contains("Inner layers: ", output);
        Assert.Contains("test AUC", output);
        string page = File.ReadAllText(folder["page.md"]), results = page.Split(["<!-- xrays:begin -->\n", "\n<!-- xrays:end -->"], StringSplitOptions.None)[1];
        Assert.StartsWith("before\n", page);
        Assert.EndsWith("\nafter\n", page);
        Assert.Contains(results, output);
        Check(results, folder["sheet.svg"]);
        Check(output, folder["sheet.svg"]);
    }

    private static void Check(string output, string sheet)
    {
        // Three kinds of features at two thresholds, without and with weights.
        foreach (string features in new[] { "last layer", "inner layers", "Pixels" })
            Assert.Equal(4, Auc(output, features).Count());
        Assert.Contains("predicted pneumonia", output);
        Assert.Contains("| Labels per class | 5 | 10 | 20 | 50 |", output);
        Assert.InRange(XDocument.Load(sheet).Descendants("{http://www.w3.org/2000/svg}image").Count(), 1, 12);
    }

    private static IEnumerable<double> Auc(string output, string features) =>
        from line in output.Split('\n')
        where line.StartsWith($"| {features}", StringComparison.Ordinal) && !line.Contains('±')
        select double.Parse(line.Split('|')[2], CultureInfo.InvariantCulture);

    /// <summary>The validation part under the names of the test part.</summary>
    private static void WriteTestPart(string from, string to)
    {
        using var source = System.IO.Compression.ZipFile.OpenRead(from);
        using var target = System.IO.Compression.ZipFile.Open(to, System.IO.Compression.ZipArchiveMode.Create);
        foreach (var entry in source.Entries.Where(entry => entry.Name.StartsWith("val_", StringComparison.Ordinal)))
        {
            using var content = entry.Open();
            using var copy = target.CreateEntry(entry.Name.Replace("val_", "test_")).Open();
            content.CopyTo(copy);
        }
    }
}
