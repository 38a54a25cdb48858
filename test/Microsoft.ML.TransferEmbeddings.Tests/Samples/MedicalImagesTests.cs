using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.Samples;

/// <summary>The sample with the pictures that come with it.</summary>
public sealed class MedicalImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void InnerLayersTellTheSickFromTheHealthy()
    {
        string output = FileBasedSample.Run("MedicalImages", SharedFiles.Find("models/efficientnet-lite0"), "stage3", "stage4", "stage5", "stage6");
        Assert.Contains("Last layer: AUC ", output);
        Assert.InRange(double.Parse(output.Split("stage6): AUC ")[1].Split(',')[0], CultureInfo.InvariantCulture), 0.95, 1);
    }

    [Fact]
    public void LayersAreChosenWhereNoneAreNamed()
    {
        new TinyModels.TinyVisionModel().Write(folder["model"]);
        string output = FileBasedSample.Run("MedicalImages", folder["model"]);
        Assert.Matches(@"Inner layers \(\w.*\): AUC ", output);
    }
}
