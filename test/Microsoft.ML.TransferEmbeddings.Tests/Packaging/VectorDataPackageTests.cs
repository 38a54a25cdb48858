namespace Microsoft.ML.TransferEmbeddings.Tests.Packaging;

/// <summary>The packages for vector stores as a user gets them.</summary>
[Collection(nameof(PackedLibraryCollection))]
public sealed class VectorDataPackageTests(PackedLibrary library)
{
    private const string InMemory = "Microsoft.ML.TransferEmbeddings.VectorData", DuckDB = InMemory + ".DuckDB", Milvus = InMemory + ".Milvus", Postgres = InMemory + ".Postgres";

    private const string Program = """
        using Microsoft.Extensions.VectorData;
        using Microsoft.ML.TransferEmbeddings;

        using var onAServer = new PostgresVectorStore("Host=127.0.0.1");
        using var onAnother = new MilvusVectorStore(new Uri("http://127.0.0.1:19530"));
        foreach (VectorStore store in new VectorStore[] { new ExactVectorStore(), new DuckDBVectorStore(path: null) })
        {
            using (store)
            {
                var collection = store.GetDynamicCollection("points", new()
                {
                    Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), 2)],
                });
                await collection.EnsureCollectionExistsAsync();
                await collection.UpsertAsync(new Dictionary<string, object?> { ["Id"] = 7, ["Vector"] = new float[] { 1, 2 } });
                await foreach (var result in collection.SearchAsync(new float[] { 1, 1 }, 1))
                    Console.WriteLine(result.Record["Id"]);
            }
        }

        """;

    [Fact]
    public async Task AProgramThatOnlyReferencesThePackagesHasStores()
    {
        string program = await library.BuildProgramAsync("Storing", Program, (InMemory, library.Version), (DuckDB, library.Version), (Milvus, library.Version), (Postgres, library.Version));
        Assert.Equal(["7", "7"], (await DotNet.RunAsync(Path.GetDirectoryName(program)!, program)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData(InMemory)]
    [InlineData(DuckDB)]
    [InlineData(Milvus)]
    [InlineData(Postgres)]
    public void APackageHoldsWhatAUserNeedsAndNothingElse(string package) => Assert.Equal(
        ["LICENSE", $"{package}.nuspec", "README.md", "[Content_Types].xml", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"],
        PackedPackage.Files(library.FileOf(package)));

    /// <summary>Those for databases need nothing of ML.NET.</summary>
    [Fact]
    public void APackageNeedsNoMoreThanItShould()
    {
        string[] all = ["Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.VectorData.Abstractions", "System.Numerics.Tensors"];
        AssertNeeds(InMemory, [.. all, "Microsoft.Data.Sqlite", "Microsoft.ML", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.TransferEmbeddings"]);
        AssertNeeds(DuckDB, [.. all, "DuckDB.NET.Data.Full"]);
        AssertNeeds(Milvus, all);
        AssertNeeds(Postgres, [.. all, "Microsoft.Extensions.DependencyInjection.Abstractions", "Npgsql"]);

        void AssertNeeds(string package, string[] dependencies) =>
            Assert.Equal(dependencies.Order(StringComparer.Ordinal), PackedPackage.Dependencies(library.FileOf(package)).Keys.Order(StringComparer.Ordinal));
    }
}
