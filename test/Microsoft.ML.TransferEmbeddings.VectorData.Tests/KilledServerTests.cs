using System.Diagnostics;
using Npgsql;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>A process of the server is killed while it writes: the server starts again by itself. Alone, because every connection of the server breaks.</summary>
[CollectionDefinition(nameof(KilledServerTests), DisableParallelization = true)]
[Collection(nameof(KilledServerTests))]
public sealed class KilledServerTests
{
    private const int RecordsAtOnce = 20, Kills = 2;

    [Fact]
    public async Task NothingThatWasWrittenIsLostAndTheJobGoesOn()
    {
        string server = PostgresServer.Find();
        string name = $"killed {Guid.NewGuid():N}";
        using var store = new PostgresVectorStore(new NpgsqlConnectionStringBuilder(server) { ApplicationName = name }.ConnectionString);
        var collection = store.GetDynamicCollection(name, new()
        {
            Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { IndexKind = IndexKind.Hnsw }],
        });
        await collection.EnsureCollectionExistsAsync();
        try
        {
            var written = new List<int>();
            int faults = 0, kills = 0;
            for (int round = 0; round < 30; round++)
            {
                var killing = round is 10 or 20 ? KillAsync(server, name) : Task.FromResult(0);
                // The same records again until they are written, as a job does.
                while (!await TryWriteAsync(round))
                {
                    faults++;
                    await Task.Delay(200);
                    Assert.True(faults < 300, "The server doesn't come back.");
                }
                written.Add(round);
                kills += await killing;
            }
            Assert.SkipWhen(kills == 0, "the server's processes are not those of this machine, or of another user");
            int[] ids = [.. (await collection.GetAsync(record => true, 10_000).ToArrayAsync()).Select(record => (int)record["Id"]!)];
            Assert.Equal(Enumerable.Range(0, written.Count * RecordsAtOnce), ids);
            Assert.Equal(Kills, kills);
        }
        finally
        {
            await collection.EnsureCollectionDeletedAsync();
        }

        async Task<bool> TryWriteAsync(int round)
        {
            try
            {
                await collection.UpsertAsync(Enumerable.Range(round * RecordsAtOnce, RecordsAtOnce).Select(id => new Dictionary<string, object?> { ["Id"] = id, ["Vector"] = new float[] { 1, id } }));
                return true;
            }
            catch (VectorStoreException e)
            {
                Assert.Equal((name, "UpsertAsync"), (e.CollectionName, e.OperationName));
                return false;
            }
        }
    }

    /// <returns>1 where a process of the server was killed.</returns>
    private static async Task<int> KillAsync(string server, string application)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand("SELECT pid FROM pg_stat_activity WHERE application_name = $1 LIMIT 1");
        command.Parameters.AddWithValue(application);
        if (await command.ExecuteScalarAsync() is not int id)
            return 0;
        try
        {
            using var process = Process.GetProcessById(id);
            if (!process.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
                return 0;
            process.Kill();
            return 1;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }
}
