using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The sample answers with the words that come with it, and with a user's file.</summary>
public sealed class WordAnalogiesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void KingIsToManAsQueenIsToWoman() => Check(FreshProcess.RunSample("WordAnalogies.dll", "--picture", folder["words.svg"]), words: 55);

    [Fact]
    public void AFileOfWordVectorsIsAnArgument()
    {
        string output = FreshProcess.RunSample("WordAnalogies.dll", SharedFiles.Find("vectors/glove.6B.50d.10k.txt"), "--picture", folder["words.svg"]);
        Check(output, words: 55);
        Assert.Contains("10,000 words, 50 dimensions", output);
    }

    private void Check(string output, int words)
    {
        Assert.Contains("king - man + woman = queen", output);
        Assert.Contains("paris, london, berlin, dog: dog", output);
        var picture = XDocument.Load(folder["words.svg"]);
        string[] texts = [.. picture.Descendants("{http://www.w3.org/2000/svg}text").Select(text => text.Value)];
        Assert.Contains(texts, text => text.StartsWith("first principal component (", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.StartsWith("second principal component (", StringComparison.Ordinal));
        Assert.Contains("paris", texts);
        const int groups = 6;
        Assert.Equal(words + groups, picture.Descendants("{http://www.w3.org/2000/svg}circle").Count());
    }
}
