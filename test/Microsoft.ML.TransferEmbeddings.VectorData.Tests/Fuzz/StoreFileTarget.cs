using System.Security.Cryptography;
using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Fuzz;

/// <summary>The file of a store in memory. Half of the damage has a checksum that is right, so that more than the checksum is tried.</summary>
internal sealed class StoreFileTarget() : FuzzTarget("vector-store")
{
    private const string FileName = "notes.store";

    private ExactVectorStore? store;

    public override IReadOnlyList<FuzzFile> Seeds { get; } = [Seed(records: 0), Seed(records: 3)];

    public override long Overhead => 4 * Megabyte;

    public override byte[] Damage(FuzzFile whole, Random random)
    {
        byte[] content = Mutation.OfBytes(whole.Content[..^SHA256.HashSizeInBytes], random, head: whole.Content.Length);
        return [.. content, .. random.Next(2) == 0 ? SHA256.HashData(content) : whole.Content.AsSpan(^SHA256.HashSizeInBytes..)];
    }

    public override void Read(FuzzFile file)
    {
        store?.Dispose();
        store = ExactVectorStore.Open(Write(file));
    }

    public override void Use() => store!.Save(Folder["again"]);

    public override bool IsRefusal(Exception error) => error is InvalidDataException && error.Message.Contains(Folder[FileName]);

    public override void Dispose()
    {
        store?.Dispose();
        base.Dispose();
    }

    private static FuzzFile Seed(int records)
    {
        using var folder = new TemporaryFolder();
        using var store = new ExactVectorStore();
        var collection = store.GetDynamicCollection("notes", new()
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(string)),
                new VectorStoreDataProperty("Number", typeof(int?)),
                new VectorStoreDataProperty("Written", typeof(DateTime?)),
                new VectorStoreDataProperty("Sent", typeof(DateTimeOffset?)),
                new VectorStoreDataProperty("Owner", typeof(Guid?)),
                new VectorStoreDataProperty("Tags", typeof(string[])),
                new VectorStoreVectorProperty("Vector", typeof(float[]), 3),
            ],
        });
        collection.EnsureCollectionExistsAsync().GetAwaiter().GetResult();
        collection.UpsertAsync(Enumerable.Range(0, records).Select(i => new Dictionary<string, object?>
        {
            ["Id"] = $"{i}",
            ["Number"] = i,
            ["Written"] = new DateTime(2024, 1, 1 + i),
            ["Sent"] = i == 0 ? null : new DateTimeOffset(2024, 1, 1 + i, 0, 0, 0, TimeSpan.Zero),
            ["Owner"] = new Guid(i, 0, 0, new byte[8]),
            ["Tags"] = new[] { "a", $"{i}" },
            ["Vector"] = new float[] { 1, i, -1 },
        })).GetAwaiter().GetResult();
        store.Save(folder[FileName]);
        return new FuzzFile(FileName, File.ReadAllBytes(folder[FileName]));
    }
}
