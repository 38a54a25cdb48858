using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Tests.Bench;

/// <summary>Words drawn in the plane in which they differ most.</summary>
public class WordPictureTests
{
    [Fact]
    public void EveryKnownWordIsADot()
    {
        using var folder = new TemporaryFolder();
        string vectors = Path.Combine(Repository.Root, "samples/data/glove/glove.6B.50d.3k.txt.gz");
        string output = Benchmarks.Run("word-picture", "--file", vectors, "--picture", folder["words.svg"]);
        const int words = 55, groups = 6;
        Assert.Contains($"{words} words of {groups} groups", output);
        var picture = XDocument.Load(folder["words.svg"]);
        string[] texts = [.. picture.Descendants("{http://www.w3.org/2000/svg}text").Select(text => text.Value)];
        Assert.Contains(texts, text => text.StartsWith("first principal component (", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("second principal component (", StringComparison.Ordinal));
        Assert.Contains("paris", texts);
        Assert.Equal(words + groups, picture.Descendants("{http://www.w3.org/2000/svg}circle").Count());
    }
}
