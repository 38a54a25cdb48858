using System.Runtime.InteropServices;
using Microsoft.ML.Data;


namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>A real sentence-transformers model over texts of a real data set and the reference's awkward ones.</summary>
public class MiniLmStageTests
{
    private const int RowCount = 512;

    [Fact]
    public void OneRowIsABatchOf512InAnyOrder()
    {
        string[] texts = Texts();
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        float[][] alone = [.. texts.Select(model.Embed)];

        // Runs of a single batch a length class, of the default plan, and of the default plan in another order.
        var largest = model.Embed(texts, new EmbeddingExecutionOptions { MaxLookAheadRows = RowCount, MaxBatchTokens = 1_000_000 });
        var planned = model.Embed(texts);
        int[] order = [.. Enumerable.Range(0, RowCount)];
        new Random(3).Shuffle(order);
        var shuffled = model.Embed(order.Select(row => texts[row]));

        for (int row = 0; row < RowCount; row++)
        {
            AssertClose(alone[row], largest[row], texts[row]);
            AssertClose(alone[row], planned[row], texts[row]);
            AssertClose(alone[order[row]], shuffled[row], texts[order[row]]);
        }
    }

    [Fact]
    public void TextsOfOneLengthRunTogetherAndGiveTheSameVectors()
    {
        string[] words = ["good", "bad", "food", "place", "time", "day", "man", "house"];
        string[] texts = [.. Enumerable.Range(0, RowCount).Select(row => $"{words[row % 8]} {words[row / 8 % 8]} {words[row / 64]}")];
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        // Five tokens each: a run of 512 rows.
        var together = model.Embed(texts, new EmbeddingExecutionOptions { MaxLookAheadRows = RowCount, MaxBatchTokens = 5 * RowCount });
        for (int row = 0; row < RowCount; row++)
            AssertClose(model.Embed(texts[row]), together[row], texts[row]);
    }

    [Fact]
    public void FreshProcessGivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        string[] texts = [.. Texts().Take(100)];
        var data = ml.Data.LoadFromEnumerable(texts.Select(text => new { Input = text }));
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        using var stage = ml.Transforms.Text.EmbedText("Features", "Input", model).Fit(data);
        ml.Model.Save(stage, data.Schema, folder["model.zip"]);
        using (var stream = File.Create(folder["rows.idv"]))
            ml.Data.SaveAsBinary(data, stream);

        FreshProcess.Run(folder["model.zip"], folder["rows.idv"], folder["vectors"]);

        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["vectors"])).ToArray();
        float[] here = [.. stage.Transform(data).GetColumn<float[]>("Features").SelectMany(vector => vector), .. texts.SelectMany(model.Embed)];
        Assert.Equal(here, values);
    }

    [Fact]
    public void GraphThatQuantizesByRangeDoesNotDependOnTheBatch()
    {
        using var folder = new TemporaryFolder();
        string original = SharedFiles.Find("models/all-MiniLM-L6-v2");
        foreach (string file in new[] { "tokenizer.json", "config.json", "modules.json", "sentence_bert_config.json" })
            File.Copy(Path.Combine(original, file), folder[file]);
        Directory.CreateDirectory(folder["1_Pooling"]);
        File.Copy(Path.Combine(original, "1_Pooling/config.json"), folder["1_Pooling/config.json"]);
        File.Copy(Path.Combine(original, "onnx/model_quantized.onnx"), folder["model.onnx"]);
        using var model = TextEmbeddingModel.FromDirectory(folder.Root);
        string[] texts = [.. Texts().Where(text => text.Length < 200).Take(60)];
        var together = model.Embed(texts);
        for (int row = 0; row < texts.Length; row++)
            AssertClose(model.Embed(texts[row]), together[row], texts[row]);
    }

    [Fact]
    public void LongerTextsThanTheNetworkAllowsAreSaid()
    {
        using var folder = new TemporaryFolder();
        string original = SharedFiles.Find("models/all-MiniLM-L6-v2");
        File.Copy(Path.Combine(original, "tokenizer.json"), folder["tokenizer.json"]);
        File.CreateSymbolicLink(folder["model.onnx"], Path.Combine(original, "onnx/model.onnx"));
        // No config.json says that the network has 512 positions.
        using var model = TextEmbeddingModel.FromDirectory(folder.Root, new TextEmbeddingModelOptions { MaxTokens = 1024 });
        var error = Assert.Throws<InvalidOperationException>(() => model.Embed(string.Concat(Enumerable.Repeat("word ", 800))));
        Assert.Contains("model.onnx", error.Message);
        Assert.Contains("MaxTokens", error.Message);
    }

    private static string[] Texts()
    {
        var awkward = SharedFiles.Json("reference/all-MiniLM-L6-v2.json")["items"]!.AsArray().Select(item => (string)item!["text"]!);
        var queries = File.ReadLines(SharedFiles.Find("data/text/banking77/train.csv")).Skip(1).Where(line => line.Contains(',')).Select(line => line[..line.LastIndexOf(',')]);
        return [.. awkward.Concat(queries).Take(RowCount)];
    }

    private static void AssertClose(float[] expected, float[] actual, string text) =>
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5f, $"{pair.First} and {pair.Second} of '{text}'"));
}
