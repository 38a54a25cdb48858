using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;
using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>A server that follows the API as it is now.</summary>
public sealed class MilvusVectorStoreTests : MilvusContract
{
    internal override MilvusServer CreateServer() => MilvusServer.Create();
}

/// <summary>One of earlier versions, which gives numbers of 64 bits as texts and doesn't know of which consistency a query is to be.</summary>
public sealed class EarlierMilvusTests : MilvusContract
{
    internal override MilvusServer CreateServer() => MilvusServer.Create(isNew: false);
}

/// <summary>The contract against a server that refuses whatever the API doesn't describe.</summary>
public abstract class MilvusContract : VectorStoreContract
{
    private MilvusServer server = null!;

    protected override bool TakesAnyName => false;

    internal abstract MilvusServer CreateServer();

    public override async ValueTask InitializeAsync() => server = await MilvusServer.StartAsync(CreateServer());

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await server.DisposeAsync();
        Assert.Empty(server.Violations);
    }

    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new MilvusVectorStore(server.Endpoint, new() { EmbeddingGenerator = generator });
}
