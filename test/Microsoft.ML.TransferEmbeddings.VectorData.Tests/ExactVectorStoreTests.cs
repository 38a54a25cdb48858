using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The store in memory.</summary>
public sealed class ExactVectorStoreTests : VectorStoreContract
{
    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new ExactVectorStore(new() { EmbeddingGenerator = generator });
}
