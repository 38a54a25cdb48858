using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Onnx.WeightQuantization;

/// <summary>What a user sees of a model with 8-bit weights.</summary>
public sealed class QuantizedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ModelOfItsOwn()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        float[] before = model.Embed("a good text");
        using var quantized = model.Quantize(WeightPrecision.Int8);
        using var again = model.Quantize(WeightPrecision.Int8);

        Assert.Equal(model.Dimension, quantized.Dimension);
        Assert.NotEqual(model.Fingerprint, quantized.Fingerprint);
        Assert.Equal(quantized.Fingerprint, again.Fingerprint);
        Assert.NotEqual(before, quantized.Embed("a good text"));
        Assert.Equal(before, model.Embed("a good text"));
        Assert.Equal(model.Definition.Files.Select(part => part.Name), quantized.Definition.Files.Select(part => part.Name));
        Assert.Equal(model.Definition.Settings.ToJsonString(), quantized.Definition.Settings.ToJsonString());
    }

    [Fact]
    public void ReportCounts()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        var result = model.Quantize(new WeightQuantizationOptions { SampleTexts = ["a good text", "row number 7", ""] });
        using var quantized = result.Model;
        var report = result.Report;
        int table = TinyVocabulary.Pieces.Length * TinyOnnxModel.Dimension, matrix = TinyOnnxModel.Dimension * TinyOnnxModel.Dimension;
        Assert.Equal(2, report.Matrices);
        Assert.Equal(4 * (table + matrix), report.MatrixBytesBefore);
        // Columns of the matrix are filled up to a block of 16; a row of the table is a block.
        Assert.Equal(table + (4 * TinyVocabulary.Pieces.Length) + (20 * TinyOnnxModel.Dimension), report.MatrixBytesAfter);
        Assert.Equal(model.Definition.Files[0].Content.Length, report.GraphBytesBefore);
        Assert.Equal(quantized.Definition.Files[0].Content.Length, report.GraphBytesAfter);
        Assert.True(report.GraphBytesAfter < report.GraphBytesBefore);
        Assert.Empty(report.LeftAlone);
        Assert.Equal(3, report.SampleTexts);
        Assert.InRange(report.MinCosine, 0.999, report.MeanCosine);
        Assert.InRange(report.MeanCosine, 0.999, 1.000001);
        Assert.StartsWith("2 matrices, ", report.ToString());
    }

    [Fact]
    public void BuiltInTextsStandInForTheUsers()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        var result = model.Quantize(new WeightQuantizationOptions());
        result.Model.Dispose();
        Assert.InRange(result.Report.SampleTexts, 20, 30);
    }

    [Fact]
    public void WeightsOfASecondFileAreInTheQuantizedGraph()
    {
        string[] texts = ["a good text", "row number 7", "", "bad"];
        TinyOnnxModel.Write(folder["whole"], seed: 3);
        TinyOnnxModel.Write(folder["parted"], seed: 3, weightsFile: "model.onnx_data");
        using var whole = TextEmbeddingModel.FromDirectory(folder["whole"]);
        using var parted = TextEmbeddingModel.FromDirectory(folder["parted"]);
        var (quantizedWhole, expected) = Quantize(whole);
        var (quantized, report) = Quantize(parted);

        Assert.Equal(["model.onnx", "model.onnx_data", "vocab.txt"], parted.Definition.Files.Select(part => part.Name));
        Assert.Equal(["model.onnx", "vocab.txt"], quantized.Definition.Files.Select(part => part.Name));
        Assert.Equal(quantizedWhole.Embed(texts), quantized.Embed(texts));
        Assert.Equal((2, expected.MatrixBytesBefore, expected.MatrixBytesAfter), (report.Matrices, report.MatrixBytesBefore, report.MatrixBytesAfter));
        Assert.Equal(parted.Definition.Files[0].Content.Length + parted.Definition.Files[1].Content.Length, report.GraphBytesBefore);
        Assert.Equal(quantized.Definition.Files[0].Content.Length, report.GraphBytesAfter);
        Assert.Empty(report.LeftAlone);
        AssertSavedAndLoaded(quantized, texts);
        using var zip = ZipFile.OpenRead(folder["model.zip"]);
        Assert.Single(zip.Entries, entry => entry.Name.StartsWith("model.onnx", StringComparison.Ordinal));
        quantizedWhole.Dispose();
        quantized.Dispose();
    }

    [Fact]
    public void StaticModelIsRefused()
    {
        var error = Assert.Throws<NotSupportedException>(() => TextEmbeddingModel.Default.Quantize(WeightPrecision.Int8));
        Assert.Contains("'static-text' has no network", error.Message);
        Assert.Contains("model.safetensors", error.Message);
    }

    [Fact]
    public void QuantizedModelIsRefused()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"], withTypeIds: false));
        using var quantized = model.Quantize(WeightPrecision.Int8);
        var error = Assert.Throws<NotSupportedException>(() => quantized.Quantize(WeightPrecision.Int8));
        Assert.Contains("'model.onnx' has no constant matrix", error.Message);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        Assert.Throws<ArgumentOutOfRangeException>("precision", () => model.Quantize((WeightPrecision)4));
        Assert.Throws<ArgumentNullException>("options", () => model.Quantize(null!));
        Assert.Throws<ArgumentOutOfRangeException>("Precision", () => new WeightQuantizationOptions { Precision = (WeightPrecision)4 });
        Assert.Throws<ArgumentException>("SampleTexts", () => new WeightQuantizationOptions { SampleTexts = [] });
        Assert.Throws<OperationCanceledException>(() => model.Quantize(new WeightQuantizationOptions(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void LoadedPipelineGivesTheSavedOnesBits()
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyOnnxModel.Write(folder["model"]));
        using var quantized = model.Quantize(WeightPrecision.Int8);
        AssertSavedAndLoaded(quantized, ["a good text", "row number 7", "", "bad"]);
    }

    [Fact]
    public void RealModelIsNearTheFloatModel()
    {
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        foreach (string[] texts in new[] { Queries(), Reviews() })
        {
            var (quantized, report) = Quantize(model, texts);
            quantized.Dispose();
            TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
            Assert.Equal((37, 200), (report.Matrices, report.SampleTexts));
            Assert.InRange(report.MeanCosine, 0.999, 1);
            Assert.InRange(report.MinCosine, 0.997, report.MeanCosine);
            Assert.InRange(report.MatrixBytesAfter, 0.25 * report.MatrixBytesBefore, 0.27 * report.MatrixBytesBefore);
            Assert.InRange(report.GraphBytesAfter, 0.25 * report.GraphBytesBefore, 0.28 * report.GraphBytesBefore);
            Assert.Empty(report.LeftAlone);
        }
    }

    [Fact]
    public void RealModelsVectorsDoNotDependOnTheBatch()
    {
        const int count = 512;
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        using var quantized = model.Quantize(WeightPrecision.Int8);
        string[] texts = [.. Texts("banking77/train.csv", ',').Take(count)];
        float[][] alone = [.. texts.Select(quantized.Embed)];
        var batch = quantized.Embed(texts, new EmbeddingExecutionOptions { MaxLookAheadRows = count, MaxBatchTokens = 1_000_000 });
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(3).Shuffle(order);
        var shuffled = quantized.Embed(order.Select(row => texts[row]));
        for (int row = 0; row < count; row++)
        {
            AssertClose(alone[row], batch[row], texts[row]);
            AssertClose(alone[order[row]], shuffled[row], texts[order[row]]);
        }
    }

    [Fact]
    public void RealModelIsSavedAndLoaded()
    {
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        using var quantized = model.Quantize(WeightPrecision.Int8);
        AssertSavedAndLoaded(quantized, Queries());
        Assert.InRange(new FileInfo(folder["model.zip"]).Length, 1, 26_000_000);
    }

    private static (TextEmbeddingModel Model, WeightQuantizationReport Report) Quantize(TextEmbeddingModel model, string[]? texts = null)
    {
        var result = model.Quantize(new WeightQuantizationOptions { SampleTexts = texts });
        return (result.Model, result.Report);
    }

    private void AssertSavedAndLoaded(TextEmbeddingModel model, string[] texts)
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(texts.Select(text => new Row { Text = text }));
        using var saved = ml.Transforms.Text.EmbedText("Features", "Text", model).Fit(data);
        ml.Model.Save(saved, data.Schema, folder["model.zip"]);
        using var loaded = (EmbeddingTransformer)ml.Model.Load(folder["model.zip"], out _);
        Assert.Equal(model.Fingerprint, loaded.Fingerprint);
        Assert.Equal(Vectors(saved.Transform(data)), Vectors(loaded.Transform(data)));

        static float[][] Vectors(IDataView view) => [.. view.GetColumn<float[]>("Features")];
    }

    private static string[] Queries() => [.. Texts("banking77/train.csv", ',').Take(200)];

    private static string[] Reviews() => [.. Texts("sst2/dev.tsv", '\t').Take(200)];

    /// <summary>The texts of a file that has a label at every line's end.</summary>
    private static IEnumerable<string> Texts(string file, char separator) =>
        File.ReadLines(SharedFiles.Find($"data/text/{file}")).Skip(1).Where(line => line.Contains(separator)).Select(line => line[..line.LastIndexOf(separator)]);

    private static void AssertClose(float[] expected, float[] actual, string text) =>
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5f, $"{pair.First} and {pair.Second} of '{text}'"));

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
