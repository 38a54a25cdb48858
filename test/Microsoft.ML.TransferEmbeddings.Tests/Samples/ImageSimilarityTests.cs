namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The pictures that come with the sample, and a user's folder with a damaged file in it.</summary>
public sealed class ImageSimilarityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NearestFlowersAreMostlyOfTheSameKind()
    {
        string output = FileBasedSample.Run("ImageSimilarity", SharedFiles.Find("models/efficientnet-lite0"));
        Assert.Contains("30 pictures, 1280 dimensions, 0 left out", output);
        Assert.InRange(int.Parse(output.Split("nearest, ")[1].Split('%')[0]), 60, 100);
    }

    [Fact]
    public void AFolderIsAnArgumentAndAPageIsWrittenWhereTold()
    {
        new TinyModels.TinyVisionModel().Write(folder["model"]);
        Directory.CreateDirectory(folder["pictures"]);
        for (int i = 0; i < 7; i++)
            File.WriteAllBytes(Path.Combine(folder["pictures"], $"{i}.png"), new Images.DrawnImage(9, 7, seed: i).Png());
        File.WriteAllText(Path.Combine(folder["pictures"], "text.jpg"), "this is no picture");
        string output = FileBasedSample.Run("ImageSimilarity", folder["model"], folder["pictures"], folder["page.html"]);
        Assert.Contains("7 pictures, 6 dimensions, 1 left out", output);
        // Each with its five neighbors.
        Assert.Equal(7 * 6, File.ReadAllText(folder["page.html"]).Split("<img ").Length - 1);
    }
}
