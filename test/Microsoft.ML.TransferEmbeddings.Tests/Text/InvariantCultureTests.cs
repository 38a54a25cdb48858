using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>What is printed, saved, or stands in a message, is the same in every culture.</summary>
public sealed class InvariantCultureTests : IDisposable
{
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
        string[] expected = Texts(CultureInfo.InvariantCulture), actual = Texts(CultureInfo.GetCultureInfo(name));
        Assert.Equal(expected, actual);
        Assert.Contains(actual, text => text.Contains("0.00123"));
        Assert.Contains(actual, text => text.Contains("10,000"));
    }

    private string[] Texts(CultureInfo culture)
    {
        CultureInfo.CurrentCulture = culture;
        using var encoder = TextEmbeddingModel.Default.GetService<EncoderDefinition<ReadOnlyMemory<char>>>()!.Open(EncoderContext.Cpu);
        File.WriteAllText(folder["words.txt"], "Istanbul -1.5 0.25\nizmir 1234.5 -0.001\n");
        var words = WordVectors.Load(folder["words.txt"]);
        words.SaveAsText(folder["saved.txt"]);
        var ml = new MLContext(1);
        var log = new List<string>();
        ml.Log += (_, message) => log.Add(message.Message);
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1_200).Select(i => new Row { Label = i % 2 == 0, Features = [(i % 2) - 0.5f, 1] }));
        ml.BinaryClassification.Trainers.LinearProbe().Fit(rows);
        return
        [
            TextEmbeddingModel.Default.Describe().ToString(),
            TextEmbeddingModel.Default.Fingerprint,
            words.Describe().ToString(),
            File.ReadAllText(folder["saved.txt"]),
            string.Join('\n', log.Where(message => message.Contains("rows"))),
            new Lbfgs.Outcome(-3, 0.00123, Converged: true).ToString(),
            Assert.Throws<ArgumentException>(() => encoder.Encode(new ReadOnlyMemory<char>[10_000], new float[1], EmbeddingExecutionOptions.Default)).Message,
        ];
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
