
namespace Microsoft.ML.TransferEmbeddings.Tests.Text;

/// <summary>The contract of all stages on a real sentence-transformers model, over texts of a real data set and the reference's awkward ones.</summary>
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
        var largest = model.Embed(texts, new EmbeddingExecutionOptions { LookAheadRows = RowCount, BatchTokens = 1_000_000 });
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

    private static string[] Texts()
    {
        var awkward = SharedFiles.Json("reference/all-MiniLM-L6-v2.json")["items"]!.AsArray().Select(item => (string)item!["text"]!);
        var queries = File.ReadLines(SharedFiles.Find("data/text/banking77/train.csv")).Skip(1).Select(line => line[..line.LastIndexOf(',')]);
        return [.. awkward.Concat(queries).Take(RowCount)];
    }

    private static void AssertClose(float[] expected, float[] actual, string text) =>
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5f, $"{pair.First} and {pair.Second} of '{text}'"));
}
