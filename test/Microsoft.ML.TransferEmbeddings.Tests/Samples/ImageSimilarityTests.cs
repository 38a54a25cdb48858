using System.Xml.Linq;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The pictures that come with the sample, and a user's folder with a damaged file in it.</summary>
public sealed class ImageSimilarityTests : IDisposable
{
    private const string Image = "{http://www.w3.org/2000/svg}image";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NearestFlowersAreMostlyOfTheSameKind()
    {
        string output = FreshProcess.RunSample("ImageSimilarity.dll", SharedFiles.Find("models/efficientnet-lite0"), "--queries", "4", "--sheet", folder["sheet.svg"]);
        Assert.Contains("30 pictures, 1280 dimensions, 0 left out", output);
        Assert.InRange(int.Parse(output.Split("nearest, ")[1].Split('%')[0]), 60, 100);
        // Each of the four with its five neighbours.
        Assert.Equal(4 * 6, XDocument.Load(folder["sheet.svg"]).Descendants(Image).Count());
    }

    [Fact]
    public void AFolderIsAnArgument()
    {
        new TinyModels.TinyVisionModel().Write(folder["model"]);
        Directory.CreateDirectory(folder["pictures"]);
        for (int i = 0; i < 7; i++)
            File.WriteAllBytes(Path.Combine(folder["pictures"], $"{i}.png"), new Images.DrawnImage(9, 7, seed: i).Png());
        File.WriteAllText(Path.Combine(folder["pictures"], "text.jpg"), "this is no picture");
        string output = FreshProcess.RunSample("ImageSimilarity.dll", folder["model"], "--data", folder["pictures"], "--sheet", folder["sheet.svg"]);
        Assert.Contains("7 pictures, 6 dimensions, 1 left out", output);
        Assert.Equal(7 * 6, XDocument.Load(folder["sheet.svg"]).Descendants(Image).Count());
    }
}
