namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The sample runs on films that it makes, and on MovieLens.</summary>
public class PersonalizedSearchTests
{
    [Fact]
    public void TheSameQueryFindsOtherFilmsForOtherUsers()
    {
        string output = FileBasedSample.Run("PersonalizedSearch");
        Assert.Contains("5 films have no viewer yet", output);
        string[] answers = [.. output.ReplaceLineEndings("\n").Split("\n\n").Where(part => part.Contains("text ")).Select(part => part.Split('\n')[1])];
        Assert.Equal(3, answers.Length);
        Assert.NotEqual(answers[1], answers[2]);
        Assert.Contains("Vector<Single, 32> for each of", output);
    }

    [Fact]
    public void MovieLensIsAnArgument()
    {
        string output = FileBasedSample.Run("PersonalizedSearch", "dinosaurs", "--data", SharedFiles.Find("data/recommender/movielens-latest-small"));
        Assert.Contains("Jurassic Park", output);
    }
}
