namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The sample answers with the words that come with it, and with a user's file.</summary>
public class WordAnalogiesTests
{
    [Fact]
    public void KingIsToManAsQueenIsToWoman() => Check(FileBasedSample.Run("WordAnalogies"));

    [Fact]
    public void AFileOfWordVectorsIsAnArgument()
    {
        string output = FileBasedSample.Run("WordAnalogies", SharedFiles.Find("vectors/glove.6B.50d.10k.txt"));
        Check(output);
        Assert.Contains("10,000 words, 50 dimensions", output);
    }

    private static void Check(string output)
    {
        Assert.Contains("king - man + woman = queen", output);
        Assert.Contains("paris, london, berlin, dog: dog", output);
    }
}
