using System.Globalization;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The process is killed while it writes: what it was told is written is there, nothing is half there, and the next process goes on.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int RecordsAtOnce = 20, Dimensions = 8, Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("exact")]
    [InlineData("duckdb")]
    public async Task NothingThatWasWrittenIsLost(string kind)
    {
        string file = folder["store"], written = folder["written"];
        for (int round = 0; round < Rounds; round++)
        {
            int before = Written(written).Length;
            using (var process = FreshProcess.StartSample("FillingStore.dll", kind, file, written, $"{before * RecordsAtOnce}"))
            {
                for (var start = DateTime.UtcNow; Written(written).Length < before + 3 + round; await Task.Delay(5))
                    Assert.True(DateTime.UtcNow - start < Patience, $"{Written(written).Length - before} writes");
                process.Kill();
            }
            await AssertWholeAsync(kind, file, Written(written));
        }
    }

    private static async Task AssertWholeAsync(string kind, string file, int[] written)
    {
        using VectorStore store = kind == "exact" ? ExactVectorStore.Open(file) : new DuckDBVectorStore(file);
        var collection = store.GetDynamicCollection("records", new()
        {
            Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), Dimensions)],
        });
        var records = await collection.GetAsync(record => true, 1_000_000, new() { IncludeVectors = true }).ToArrayAsync();
        int[] ids = [.. records.Select(record => (int)record["Id"]!)];
        // What was being written when the end came is there whole or not at all.
        Assert.Equal(Enumerable.Range(0, ids.Length), ids);
        Assert.Equal(0, ids.Length % RecordsAtOnce);
        Assert.InRange(ids.Length / RecordsAtOnce, written.Length, written.Length + 1);
        Assert.All(records, record => Assert.Equal(Enumerable.Range((int)record["Id"]!, Dimensions).Select(value => (float)value), (float[])record["Vector"]!));
    }

    /// <summary>A line that was cut off by the end counts not.</summary>
    private static int[] Written(string path)
    {
        if (!File.Exists(path))
            return [];
        string text = File.ReadAllText(path);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }
}
