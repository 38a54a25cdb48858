using System.Globalization;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.TransferEmbeddings;

// Writes records to a store, 20 at a time, until it is killed, and the number of each 20 that are written to a file.
//
//   FillingStore exact|duckdb FILE WRITTEN FIRST

const int recordsAtOnce = 20, dimensions = 8;
if (args is not [var kind, var file, var written, var start])
{
    Console.Error.WriteLine("usage: FillingStore exact|duckdb FILE WRITTEN FIRST");
    return 2;
}
using VectorStore store = kind == "exact" ? ExactVectorStore.Open(file) : new DuckDBVectorStore(file);
var collection = store.GetDynamicCollection("records", new()
{
    Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), dimensions)],
});
await collection.EnsureCollectionExistsAsync();
for (int first = int.Parse(start, CultureInfo.InvariantCulture); ; first += recordsAtOnce)
{
    await collection.UpsertAsync(Enumerable.Range(first, recordsAtOnce).Select(id =>
        new Dictionary<string, object?> { ["Id"] = id, ["Vector"] = Enumerable.Range(id, dimensions).Select(value => (float)value).ToArray() }));
    (store as ExactVectorStore)?.Save();
    File.AppendAllText(written, $"{first.ToString(CultureInfo.InvariantCulture)}\n");
}
