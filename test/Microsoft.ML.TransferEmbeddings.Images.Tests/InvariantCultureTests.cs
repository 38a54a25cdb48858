using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>What is printed, or stands in a message, is the same in every culture.</summary>
public sealed class InvariantCultureTests : IDisposable
{
    private static readonly ImagePreprocessing Preprocessing = new()
    {
        Resize = ImageResize.ToShortestEdge(1_256, ResamplingFilter.Bicubic, longestEdge: 2_000),
        Crop = new CenterCrop(1_224, 1_224),
        RescaleFactor = -0.00390625,
        Mean = (-0.485f, 0.456f, 0.406f),
        StandardDeviation = (0.229f, 0.224f, 0.225f),
    };

    private readonly TemporaryFolder folder = new();
    private readonly CultureInfo culture = CultureInfo.CurrentCulture;

    public void Dispose()
    {
        CultureInfo.CurrentCulture = culture;
        folder.Dispose();
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("fa-IR")]
    [InlineData("ar-SA")]
    [InlineData("sv-SE")]
    public void TextsAreTheSame(string name)
    {
        Assert.NotEqual("-1,234.5", $"{string.Create(CultureInfo.GetCultureInfo(name), $"{-1234.5:N1}")}");
        // A model of its own: equal ones share what names their file.
        new TinyVisionModel { Seed = name.Sum(character => character) }.Write(folder["model"]);
        string[] expected = Texts(CultureInfo.InvariantCulture), actual = Texts(CultureInfo.GetCultureInfo(name));
        Assert.Equal(expected, actual);
        Assert.Contains("mean (-0.485, 0.456, 0.406)", actual[0]);
        Assert.Contains(actual, text => text.Contains("50,000 x 50,000"));
    }

    private string[] Texts(CultureInfo culture)
    {
        CultureInfo.CurrentCulture = culture;
        using var model = ImageEmbeddingModel.FromDirectory(folder["model"], new() { Pooling = ImagePooling.GeneralizedMean(2.5) });
        return
        [
            $"{Preprocessing}",
            Preprocessing.ToString(),
            model.Describe().ToString(),
            string.Join('\n', model.Layers),
            $"{ImagePooling.GeneralizedMean(2.5)}",
            model.Fingerprint,
            Message(() => Preprocessing.Prepare(DrawnImage.PngThatClaims(50_000, 50_000))),
            Message(() => Preprocessing.Prepare(new byte[1_234])),
            Message(() => (Preprocessing with { Crop = null }).Prepare(new DrawnImage(20_000, 1).Png())),
            Message(() => Preprocessing.Prepare(DrawnImage.TiffOfATile(16, 16, tileSide: 20_000))),
            Message(() => new ImagePreprocessing { MaxPixels = 0 }),
            Message(() => ImageEmbeddingModel.FromDirectory(folder["model"], new() { Preprocessing = Preprocessing }).Embed(new byte[1])),
        ];
    }

    private static string Message(Func<object> act) => Assert.ThrowsAny<Exception>(act).Message;
}
