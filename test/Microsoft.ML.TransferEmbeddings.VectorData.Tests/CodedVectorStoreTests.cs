using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The same with candidates that are found by bytes: enough of them that none is missed.</summary>
public sealed class Int8VectorStoreTests : VectorStoreContract
{
    protected override string[] DistanceFunctions => [DistanceFunction.CosineSimilarity, DistanceFunction.DotProductSimilarity, DistanceFunction.EuclideanDistance];

    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new ExactVectorStore(new() { EmbeddingGenerator = generator, Codes = EmbeddingPrecision.Int8, RescoreFactor = 600 });
}

/// <summary>The same with candidates that are found by bits: enough of them that none is missed.</summary>
public sealed class BinaryVectorStoreTests : VectorStoreContract
{
    protected override string[] DistanceFunctions => [DistanceFunction.CosineSimilarity, DistanceFunction.DotProductSimilarity, DistanceFunction.EuclideanDistance];

    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) =>
        new ExactVectorStore(new() { EmbeddingGenerator = generator, Codes = EmbeddingPrecision.Binary, RescoreFactor = 600 });
}
